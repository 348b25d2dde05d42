"""What is exported can be imported: every version, every figure, every file."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.chat.conversation import ChatSettings, Shown, Turn
from app.chat.export import export_json, import_json
from app.chat.markdown import export_markdown, import_markdown
from app.chat.message import DocumentPart, ImagePart, Part, TextPart, VideoPart
from app.chat.settings import Settings
from app.chat.store import Store, StoreError
from tests.app.chat.conftest import REPLY, Talk, reply, say


def content(part: Part) -> Part:
    """With the bytes in place of the file that holds them."""
    if isinstance(part, TextPart):
        return part
    source = part.source.read_bytes() if isinstance(part.source, Path) else part.source
    return type(part)(**{**vars(part), "source": source})


def plain(turn: Turn) -> Turn:
    """Without what is a store's own."""
    return replace(turn, id="", parent=None, parts=tuple(map(content, turn.parts)))


def told(path: tuple[Shown, ...]) -> list[tuple[Turn, int]]:
    return [(plain(shown.turn), len(shown.versions)) for shown in path]


@pytest.fixture
def other(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "other")


@pytest.fixture
def rich(store: Store, talk: Talk, tmp_path: Path) -> Talk:
    """With versions, a clip, a document and settings of its own."""
    clip, notes = tmp_path / "a clip.mp4", tmp_path / "notes.txt"
    clip.write_bytes(b"film")
    notes.write_text("words")
    shown = (VideoPart(clip, "a clip.mp4", 1.0, 2.0, 2.0, 512), DocumentPart(notes, "notes.txt"))
    more = store.add(talk.chat, talk.answer.id, "user", (*shown, TextPart("And this?")))
    reply(store, talk.chat, more.id, "First.")
    reply(store, talk.chat, more.id, "Second, with `code` and\n\n```\n<!-- kestrel:turn -->\n```\n")
    say(store, talk.chat, None, "Another beginning")
    store.choose(talk.chat, more.id)
    chosen = ChatSettings("qwen", "Be --> brief.", "Exact", Settings(temperature=0.0))
    store.set_settings(talk.chat, chosen)
    store.pin(talk.chat, True)
    return talk


def test_json_brings_back_everything(store: Store, other: Store, rich: Talk, tmp_path: Path):
    file = export_json(store, None, tmp_path / "out")
    (chat,) = import_json(other, file)
    assert told(other.path(chat)) == told(store.path(rich.chat))
    assert len(other.path(chat)[0].versions) == 2
    assert other.settings(chat) == store.settings(rich.chat)
    assert replace(other.card(chat), id="") == replace(store.card(rich.chat), id="")
    other.choose(chat, other.path(chat)[0].versions[1])
    assert [s.turn.text for s in other.path(chat)] == ["Another beginning"]
    assert [hit.turn for hit in other.search("First")] != []


def test_markdown_brings_back_what_is_shown(store: Store, other: Store, rich: Talk, tmp_path: Path):
    (file,) = export_markdown(store, [rich.chat], tmp_path / "out")
    assert file.name == "Sound settings.md"
    (chat,) = import_markdown(other, file.parent)
    shown = [plain(s.turn) for s in store.path(rich.chat)]
    assert [plain(s.turn) for s in other.path(chat)] == shown
    assert other.settings(chat) == store.settings(rich.chat)
    assert replace(other.card(chat), id="") == replace(store.card(rich.chat), id="")


def test_markdown_is_for_people(store: Store, talk: Talk, tmp_path: Path):
    (file,) = export_markdown(store, None, tmp_path)
    seen = [line for line in file.read_text().splitlines() if line and not line.startswith("<!--")]
    (picture,) = (tmp_path / "files").iterdir()
    assert seen == [
        "# Sound settings",
        "## You",
        f"![shot.png](files/{picture.name})",
        "Where is Save?",
        "## Kestrel",
        "<details><summary>Thought for 2 s</summary>",
        "Let me look.",
        "</details>",
        "It is at the bottom right.",
    ]


@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    title=st.text(max_size=20),
    texts=st.lists(
        st.text(max_size=40) | st.sampled_from(["\n<!-- kestrel:turn -->\n", "\\<!-- kestrel:x"]),
        min_size=1,
        max_size=3,
    ),
    thinking=st.text(max_size=20),
)
def test_any_text_survives_both(
    store: Store, other: Store, tmp_path: Path, title: str, texts: list[str], thinking: str
):
    card = store.new_chat(title)
    parts = tuple(map(TextPart, texts))
    question = store.add(card.id, None, "user", parts)
    turn = store.begin_reply(card.id, question.id, "nano")
    store.finish(turn.id, texts[0], replace(REPLY, thinking=thinking))
    before = [plain(s.turn) for s in store.path(card.id)]
    (markdown,) = export_markdown(store, [card.id], tmp_path / "out")
    chats = import_markdown(other, markdown)
    chats += import_json(other, export_json(store, [card.id], tmp_path / "out"))
    for chat in chats:
        assert [plain(s.turn) for s in other.path(chat)] == before
        assert other.card(chat).title == store.card(card.id).title


def test_nothing_is_written_over(store: Store, talk: Talk, tmp_path: Path):
    first = export_json(store, None, tmp_path), *export_markdown(store, None, tmp_path)
    again = export_json(store, None, tmp_path), *export_markdown(store, None, tmp_path)
    assert [file.name for file in first] == ["chats.json", "Sound settings.md"]
    assert [file.name for file in again] == ["chats 2.json", "Sound settings 2.md"]
    assert len(list((tmp_path / "files").iterdir())) == 1


@pytest.mark.parametrize("title", ["", "../../etc", "a/b\\c:d", ".hidden", "x" * 300, "é" * 300])
def test_names_of_files_are_harmless(store: Store, tmp_path: Path, title: str):
    chat = store.new_chat(title).id
    (file,) = export_markdown(store, [chat], tmp_path / "out")
    assert file.resolve().parent == (tmp_path / "out").resolve()
    assert not file.name.startswith(".") and len(file.name.encode()) < 100


def test_a_file_that_is_gone_is_said(store: Store, other: Store, talk: Talk, tmp_path: Path):
    for file in (tmp_path / "kept" / "attachments").iterdir():
        file.unlink()
    json_file = export_json(store, None, tmp_path / "out")
    (markdown,) = export_markdown(store, None, tmp_path / "out")
    assert "*shot.png: missing*" in markdown.read_text()
    for chat in (*import_json(other, json_file), *import_markdown(other, markdown)):
        first = other.path(chat)[0].turn.parts[0]
        assert first == TextPart("(shot.png: missing)")


def test_a_traceless_chat_can_be_exported_if_one_wants(other: Store, tmp_path: Path):
    store = Store.traceless()
    chat = store.new_chat("Quiet").id
    store.add(chat, None, "user", (ImagePart(b"picture", "a.png"), TextPart("Hush")))
    (kept,) = import_json(other, export_json(store, [chat], tmp_path / "out"))
    assert told(other.path(kept)) == told(store.path(chat))
    assert not other.card(kept).traceless


def test_the_trash_is_not_exported(store: Store, talk: Talk, tmp_path: Path):
    store.trash(talk.chat)
    assert json.loads(export_json(store, None, tmp_path).read_text())["chats"] == []


def test_a_target_that_is_a_file(store: Store, talk: Talk, tmp_path: Path):
    (tmp_path / "out").write_text("")
    for export in (export_json, export_markdown):
        with pytest.raises(StoreError, match="is a file") as error:
            export(store, None, tmp_path / "out")
        assert error.value.kind == "refused"


FOREIGN = """# About birds

Exported by somebody.

## User

What hovers?

**Assistant:**

A kestrel.

```
## User
not a heading
```

### You:
Thanks
"""


def test_markdown_of_others_is_read_by_its_headings(other: Store, tmp_path: Path):
    file = tmp_path / "chat.md"
    file.write_text(FOREIGN.replace("\n", "\r\n"))
    (chat,) = import_markdown(other, file)
    turns = [(s.turn.role, s.turn.text) for s in other.path(chat)]
    assert other.card(chat).title == "About birds"
    assert turns == [
        ("user", "What hovers?"),
        ("assistant", "A kestrel.\n\n```\n## User\nnot a heading\n```"),
        ("user", "Thanks"),
    ]


def test_an_editor_may_change_the_line_ends(store: Store, other: Store, talk: Talk, tmp_path: Path):
    (file,) = export_markdown(store, None, tmp_path)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    (chat,) = import_markdown(other, file)
    assert told(other.path(chat)) == told(store.path(talk.chat))
