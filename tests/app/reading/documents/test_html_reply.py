"""HTML with boxes, however badly it is written, becomes blocks; nothing is dropped."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.documents.html_reply import html_blocks, looks_like_html
from app.reading.documents.values import Block

SIZE = (1000, 2000)


def blocks(reply: str) -> tuple[Block, ...]:
    return html_blocks(reply, SIZE)[0]


def test_the_familys_form():
    told, unread = html_blocks(
        """```html
<html><body>
<h2 data-bbox="100 50 900 90">Report</h2>
<p data-bbox="100 100 900 200">First <b>bold</b> words.<br/>More.</p>
<ol data-bbox="100,210,900,300"><li>one</li><li>two</li></ol>
<table data-bbox="100 310 900 500"><caption>Sales</caption>
<thead><tr><th>a</th><th colspan="2">b</th></tr></thead>
<tr><td rowspan=2>1</td><td>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr></table>
<div class="image" data-bbox="100 510 900 700"><img data-bbox="100 510 900 700"/></div>
<div class="formula" data-bbox="1 2 3 4">E = mc2</div>
</body></html>
```""",
        SIZE,
    )
    assert not unread
    heading, paragraph, listed, table, image, formula = told
    assert (heading.kind, heading.text, heading.level) == ("heading", "Report", 2)
    assert heading.box and (heading.box.start.x, heading.box.end.y) == (100, 180)
    assert paragraph.text == "First bold words. More."
    assert (listed.kind, listed.text) == ("list", "1. one\n2. two") and listed.box
    assert table.text == "Sales"
    assert table.rows == (("a", "b", ""), ("1", "2", "3"), ("", "4", "5"))
    assert (
        image.kind == "image" and image.box and (formula.kind, formula.text) == ("other", "E = mc2")
    )


def test_tags_that_are_not_closed():
    told = blocks(
        '<p data-bbox="1 1 9 9">one<p>two<ul><li>a<li>b</ul><table><tr><td>1<td>2<tr><td>3'
    )
    assert [(b.kind, b.text) for b in told[:3]] == [
        ("paragraph", "one"),
        ("paragraph", "two"),
        ("list", "a\nb"),
    ]
    assert told[3].rows == (("1", "2"), ("3", ""))


def test_words_outside_of_blocks_are_paragraphs():
    told = blocks("before <b>all</b><div><h1>Title</h1>within<p>last</p></div>after")
    assert [b.text for b in told] == ["before all", "Title", "within", "last", "after"]


def test_what_is_no_text_of_the_page_is_reported():
    told, unread = html_blocks(
        '<head><title>x</title></head><script>alert(1)</script><p data-bbox="1 2 3">a</p>'
        '<p data-bbox="9 9 1 1">b</p><p data-bbox="1e9 x">c</p>',
        SIZE,
    )
    assert [b.text for b in told] == ["a", "b", "c"] and all(b.box is None for b in told)
    assert [u.reason for u in unread] == [
        *("a head, no text of the page", "a script or a style, no text of the page"),
        *("no box", "no box", "no box"),
    ]


def test_boxes_beyond_the_page_are_brought_back():
    (block,) = blocks('<p data-bbox="-5 990 1010 1004">x</p>')
    assert block.box and (block.box.start.x, block.box.end.y) == (0, 2000)


def test_which_form_a_reply_has():
    assert looks_like_html("```html\n<body><p>x") and looks_like_html('<h1 data-bbox="1 2 3 4')
    assert not looks_like_html("# Title\n\n<!-- Table (1,2,3,4) -->\n1 < 2")


def test_deep_nests_end():
    assert [b.text for b in blocks("<div>" * 5000 + "deep" + "</div>" * 5000)] == ["deep"]


@settings(deadline=None)  # two cores, many tests
@given(st.text(alphabet='<>/pdivtrhulb1"= data-x', max_size=120))
def test_any_tags(text: str):
    html_blocks(text, SIZE)


@settings(deadline=None)  # two cores, many tests
@given(st.lists(st.text("abcXYZ 12", min_size=1, max_size=12), min_size=1, max_size=6))
def test_no_words_are_lost_at_any_cut(words: list[str]):
    told = [" ".join(word.split()) for word in words if word.strip()]
    reply = "".join(f"<p>{word}</p>" for word in told)
    for end in range(0, len(reply), 7):
        shown = reply[:end]
        plain = "".join(shown.replace("<p>", "\0").replace("</p>", "\0").split("\0"))
        kept = "".join(b.text for b in blocks(shown))
        assert (
            plain.split("<")[0]
            .replace(" ", "")
            .startswith(kept.replace(" ", "")[: len(plain.split("<")[0].replace(" ", ""))])
        )
