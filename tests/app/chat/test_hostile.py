"""A stranger's file is refused with its reason, and nothing of it is taken."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.chat.export import export_json, import_json
from app.chat.markdown import export_markdown, import_markdown
from app.chat.store import Store, StoreError
from tests.app.chat.conftest import Talk

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@pytest.fixture
def good(store: Store, talk: Talk, tmp_path: Path) -> dict[str, Any]:
    return json.loads(export_json(store, None, tmp_path / "out").read_text())


def put(record: Any, way: tuple[Any, ...], value: object) -> str:
    """The export with one entry changed."""
    changed = copy.deepcopy(record)
    at = changed
    for step in way[:-1]:
        at = at[step]
    at[way[-1]] = value
    return json.dumps(changed)


TURN = ("chats", 0, "turns", 0)
SOURCE = (*TURN, "parts", 0, "source")
REFUSED = [
    (("format",), "other", "not an export of Kestrel"),
    (("version",), 2, "newer version"),
    (("version",), "1", "newer version"),
    (("chats",), {}, "not a list"),
    (("chats", 0), [], "not an object"),
    (("chats", 0, "title"), 5, "not of the kind str"),
    (("chats", 0, "created"), 10**400, "not a number"),
    (("chats", 0, "pinned"), "yes", "not of the kind bool"),
    (("chats", 0, "settings", "settings", "seed"), 1 << 70, "too large"),
    ((*TURN, "role"), "root", "none of the known words"),
    ((*TURN, "id"), None, "not of the kind str"),
    ((*TURN, "parts"), "x", "not a list"),
    ((*TURN, "parts", 0, "kind"), "script", "unknown kind"),
    ((*TURN, "parts", 1), {"kind": "text"}, "has no “text”"),
    ((*TURN, "parts", 0, "origin"), {"bounds": [1, 2], "content": [1, 2, 3, 4]}, "2 entries"),
    ((*TURN, "parent"), "nobody", "do not make a conversation"),
    (("chats", 0, "turns", 1, "id"), None, "not of the kind str"),
    (SOURCE, {"file": "../../etc/passwd"}, "outside of the folder"),
    (SOURCE, {"file": "/etc/passwd"}, "outside of the folder"),
    (SOURCE, {"file": "files/../../secret"}, "outside of the folder"),
    (SOURCE, {"file": "files/.."}, "outside of the folder"),
    (SOURCE, {"file": "files/not there.png"}, "not there"),
    (SOURCE, {"file": "files/\0"}, "names no file"),
    (SOURCE, {"path": "/etc/passwd"}, "names no file"),
    (SOURCE, "files/x", "not an object"),
]


@pytest.mark.parametrize(("way", "value", "reason"), REFUSED)
def test_wrong_entries_are_named(
    store: Store,
    talk: Talk,
    good: dict[str, Any],
    tmp_path: Path,
    way: tuple[Any, ...],
    value: object,
    reason: str,
):
    file = tmp_path / "out" / "chats.json"
    file.write_text(put(good, way, value))
    with pytest.raises(StoreError, match=reason) as error:
        import_json(store, file)
    assert error.value.kind == "refused"
    assert [card.id for card in store.chats()] == [talk.chat]


def test_turns_in_a_circle_and_twice_the_same(store: Store, good: dict[str, Any], tmp_path: Path):
    first, second = good["chats"][0]["turns"]
    circle = [{**first, "parent": second["id"]}, second]
    file = tmp_path / "out" / "chats.json"
    for turns in (circle, [first, first], [second, first]):
        file.write_text(put(good, ("chats", 0, "turns"), turns))
        with pytest.raises(StoreError, match="do not make a conversation"):
            import_json(store, file)
    assert len(store.chats()) == 1


def test_all_chats_or_none(store: Store, good: dict[str, Any], tmp_path: Path):
    broken = copy.deepcopy(good["chats"][0])
    broken["turns"][1]["parent"] = "nobody"
    file = tmp_path / "out" / "chats.json"
    file.write_text(put(good, ("chats",), [good["chats"][0], broken]))
    with pytest.raises(StoreError):
        import_json(store, file)
    assert len(store.chats()) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "line 1"),
        (b"[" * 100_000, "not JSON that can be read"),
        (b'{"a": NaN}', "holds NaN"),
        (b"1" * 10_000, "not JSON that can be read"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"[]", "not an object"),
        (b"{}", "not an export of Kestrel"),
    ],
)
def test_what_is_no_export(store: Store, tmp_path: Path, text: bytes, reason: str):
    file = tmp_path / "chats.json"
    file.write_bytes(text)
    with pytest.raises(StoreError, match=reason):
        import_json(store, file)


def test_files_that_cannot_be_read(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(StoreError, match="is not a file"):
        import_json(store, tmp_path)
    with pytest.raises(StoreError, match=r"ends in \.md"):
        import_markdown(store, tmp_path)
    monkeypatch.setattr("app.chat.checked.LARGEST", 3)
    (tmp_path / "a.md").write_text("long")
    with pytest.raises(StoreError, match="larger than"):
        import_markdown(store, tmp_path)


def test_links_lead_nowhere(store: Store, good: dict[str, Any], tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    files = tmp_path / "out" / "files"
    (files / "link.png").symlink_to(secret)
    (files / "folder").mkdir()
    file = tmp_path / "out" / "chats.json"
    for name in ("link.png", "folder"):
        file.write_text(put(good, SOURCE, {"file": f"files/{name}"}))
        with pytest.raises(StoreError, match="not a plain file"):
            import_json(store, file)
    files.rename(tmp_path / "elsewhere")
    files.symlink_to(tmp_path / "elsewhere")
    file.write_text(json.dumps(good))
    with pytest.raises(StoreError, match="not a plain file"):
        import_json(store, file)


def test_what_a_later_version_adds_is_passed_over(
    store: Store, good: dict[str, Any], tmp_path: Path
):
    good["chats"][0]["colour"] = good["chats"][0]["turns"][1]["reply"]["mood"] = "calm"
    good["chats"][0]["turns"][0]["chosen"] = "nobody"  # and a choice that is none
    file = tmp_path / "out" / "chats.json"
    file.write_text(json.dumps(good))
    (chat,) = import_json(store, file)
    assert len(store.path(chat)) == 2


def ways(record: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """To every entry there is."""
    inner = record.items() if isinstance(record, dict) else enumerate(record)
    found = []
    for key, value in inner:
        found.append((*way, key))
        if isinstance(value, dict | list):
            found += ways(value, (*way, key))
    return found


@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=st.data(), value=JSON)
def test_any_entry_may_be_anything(
    store: Store, good: dict[str, Any], tmp_path: Path, drawn: st.DataObject, value: object
):
    way = drawn.draw(st.sampled_from(ways(good)))
    file = tmp_path / "out" / "chats.json"
    file.write_text(put(good, way, value))
    try:
        chats = import_json(store, file)
    except StoreError as error:
        assert str(error)
    else:
        for chat in chats:
            store.path(chat)
            store.delete(chat)


@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(start=st.integers(0, 2000), length=st.integers(0, 40), new=st.text(max_size=10))
def test_markdown_may_be_spoilt_anywhere(
    store: Store, talk: Talk, tmp_path: Path, start: int, length: int, new: str
):
    (file,) = export_markdown(store, [talk.chat], tmp_path / "out")
    text = file.read_text()
    file.unlink()
    spoilt = tmp_path / "out" / "spoilt.md"
    spoilt.write_bytes((text[:start] + new + text[start + length :]).encode(errors="replace"))
    try:
        chats = import_markdown(store, spoilt)
    except StoreError as error:
        assert error.kind == "refused"
    else:
        for chat in chats:
            store.path(chat)
            store.delete(chat)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Just words.", "says who speaks"),
        ("<!-- kestrel:turn {} -->\n", "does not begin a conversation"),
        ('<!-- kestrel:chat {"version": 9} -->\n', "newer version"),
        ("<!-- kestrel:chat nonsense -->\n", r"line 1 is not JSON"),
    ],
)
def test_markdown_that_is_no_conversation(store: Store, tmp_path: Path, text: str, reason: str):
    file = tmp_path / "a.md"
    file.write_text(text)
    with pytest.raises(StoreError, match=reason):
        import_markdown(store, file)
    assert store.chats() == ()
