"""Pages are written so that the words of a page stay words."""

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.reading.documents.html_reply import html_blocks
from app.reading.documents.values import Block, PageReading
from app.reading.documents.writing import document_html, page_html, page_markdown
from app.reading.geometry import pixel_box
from app.reading.verdict import Evidence

BOX = pixel_box(10, 20, 110, 40)
PAGE = PageReading(
    2,
    (1000, 1000),
    (
        Block("heading", "Sales & more", BOX, level=2),
        Block("paragraph", "1. is no list", evidence=(Evidence("text layer", "contradicted"),)),
        Block("list", "apples\n2. pears"),
        Block("table", "", BOX, rows=(("a|b", "c"), ("1", "2"))),
        Block("image", "a chart", BOX),
        Block("other", "E = mc2"),
    ),
)


def test_markdown():
    assert page_markdown(PAGE) == (
        "## Sales & more\n\n1\\. is no list\n\n- apples\n2. pears\n\n"
        "| a\\|b | c |\n| --- | --- |\n| 1 | 2 |\n\n*[image: a chart]*\n\nE = mc2\n"
    )
    assert page_markdown(PAGE, boxes=True).startswith(
        "<!-- heading (10,20,110,40) unconfirmed -->\n## Sales & more"
    )


def test_html():
    told = page_html(PAGE)
    assert told.startswith('<section data-page="2" data-size="1000 1000">')
    assert '<h2 data-verdict="unconfirmed" data-bbox="10 20 110 40">Sales &amp; more</h2>' in told
    assert '<p data-verdict="contradicted">1. is no list</p>' in told
    assert "<tr><td>a|b</td><td>c</td></tr>" in told
    cut = PageReading(1, (10, 10), (), whole=False)
    assert 'data-complete="false"' in page_html(cut)
    assert "<title>&lt;b&gt;.pdf</title>" in document_html([PAGE], "<b>.pdf")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


@settings(deadline=None)  # two cores, many tests
@given(st.text(alphabet="<>&;\"'/=-+.1script onb[]()!`*_|#\\~x", max_size=60))
def test_no_words_of_a_page_become_tags_or_links(text: str):
    words = " ".join(text.split())
    page = PageReading(
        1, (10, 10), (Block("paragraph", words), Block("table", "", rows=((words,),)))
    )
    tags = _Tags()
    tags.feed(page_html(page))
    assert set(tags.found) <= {"section", "p", "table", "tr", "td"}
    seen = _Tags()
    seen.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(page_markdown(page)))
    assert seen.words.split() == f"{words} {words}".split(), "they say what they said"
    assert not set(seen.found) - {"p", "table", "thead", "tbody", "tr", "th", "td", "br"}, (
        seen.found
    )


@settings(deadline=None)  # two cores, many tests
@given(
    st.lists(st.text("abc12 &<", min_size=1, max_size=9).map(str.strip).filter(bool), max_size=5)
)
def test_html_is_read_back_as_it_was_written(words: list[str]):
    blocks = tuple(Block("paragraph", " ".join(word.split()), BOX) for word in words)
    read, unread = html_blocks(page_html(PageReading(1, (1000, 1000), blocks)), (1000, 1000))
    assert [block.text for block in read] == [block.text for block in blocks] and not unread


def test_what_is_contradicted_says_so_in_words():
    against = Evidence("text layer", "contradicted", "not in the text layer: <b>\n9*")
    page = PageReading(1, (10, 10), (Block("paragraph", "Rye 9", evidence=(against,)),))
    words = "by the text layer: not in the text layer: "
    assert page_markdown(page, marks=True) == (f"> **Contradicted** {words}\\<b\\> 9\\*\n\nRye 9\n")
    assert f'<p class="mark">Contradicted {words}&lt;b&gt; 9*</p>' in page_html(page)
