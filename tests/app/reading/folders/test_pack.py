"""A pack: the same bytes for the same content, within its room, nothing lost on the way."""

import os
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.chat.document import LARGEST, document_text
from app.chat.message import DocumentPart
from app.reading.folders import pack as packing
from app.reading.folders.pack import HEADER, Pack, pack_folder
from app.reading.folders.walking import Choice
from app.reading.folders.window import Window, room_of
from tests.fixtures.folders import generated, hostile, window, write

FILES = st.dictionaries(
    st.lists(st.sampled_from(["a", "b.py", "c.md", "d d.c", "ß"]), min_size=1, max_size=3).map(
        lambda names: "/".join([*(f"{name}_" for name in names[:-1]), names[-1]])
    ),
    st.text(max_size=300),
    min_size=1,
    max_size=8,
)


def why(pack: Pack) -> dict[str, str]:
    return {each.path: each.why for each in pack.skipped}


@settings(deadline=None, max_examples=40)
@given(FILES, st.integers(0, 1000))
def test_equal_folders_make_equal_bytes(files: dict[str, str], seed: int):
    lot = random.Random(seed)
    shuffled = list(files.items())
    lot.shuffle(shuffled)
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        write(Path(one), files)
        write(Path(other), dict(shuffled))
        for path in Path(other).rglob("*"):
            os.utime(path, (lot.randrange(10**9), lot.randrange(10**9)))
        first = pack_folder(Path(one), window())
        second = pack_folder(Path(other), window(), question="What of b.py?")
    assert [part.text for part in first.parts] == [part.text for part in second.parts]
    assert first.plan == second.plan
    assert first.text == second.text or len(first.parts) > 1


def test_the_question_changes_what_is_chosen_but_neither_order_nor_parts(tmp_path: Path):
    made = generated(tmp_path, modules=12)
    here = window(2048)
    plain = pack_folder(made.root, here)
    asked = pack_folder(made.root, here, question="What is in station_11.py?")
    assert plain.plan.parts > 1 and plain.parts == asked.parts
    assert "stations/station_11.py (lines" not in plain.text
    assert "stations/station_11.py (lines" in asked.text
    assert asked.text.startswith(HEADER + "=== README.md")
    assert why(plain)["stations/station_11.py"] == "no room"


def test_parts_hold_every_line_once_and_fit(tmp_path: Path):
    made = generated(tmp_path, modules=9, lines=80)
    here = window(1500)
    pack = pack_folder(made.root, here)
    room = room_of(here)
    assert all(part.size <= room.size for part in pack.parts)
    assert all(room.cost(part.text) <= part.size for part in pack.parts)
    spans = [(block.path, block.first, block.last) for part in pack.parts for block in part.blocks]
    for path, source in pack.sources.items():
        lines = [n for p, first, last in spans if p == path for n in range(first, last + 1)]
        assert lines == list(range(1, len(source.lines) + 1))
    for fact in made.facts:
        assert sum(f"{fact.line}| {fact.words}\n" in part.text for part in pack.parts) == 1


def test_what_was_edited_late_leaves_the_beginning_as_it_was(tmp_path: Path):
    made = generated(tmp_path)
    before = pack_folder(made.root, window(1 << 16)).text
    write(tmp_path, {"stations/station_05.py": "changed = 1\n"})
    after = pack_folder(made.root, window(1 << 16)).text
    place = before.index("=== stations/station_05.py")
    assert before != after and before[:place] == after[:place]


def test_the_numbers_of_the_plan(tmp_path: Path):
    write(tmp_path, {"README.md": "# A\n\nwords\n", "b.py": "x = 1\n"})
    here = window(8192, memory_per_token=1000)
    pack = pack_folder(tmp_path, here)
    plan = pack.plan
    assert (plan.files, plan.lines, plan.letters, plan.parts, plan.left_out) == (2, 4, 13, 1, 0)
    assert (plan.context, plan.tokens, plan.usable) == (8192, 8192, 1 << 30)
    used = pack.parts[0].size + here.answer + here.question
    assert plan.memory == used * 1000
    assert plan.size + plan.map_size <= plan.room and 0 < plan.share < 1
    assert plan.words()[-1] == "all of it fits at once"


def test_less_memory_than_context_is_told(tmp_path: Path):
    write(tmp_path, {"b.py": "x = 1\n"})
    plan = pack_folder(tmp_path, window(8192, usable=4_000_000)).plan
    assert "takes 8,192 tokens, 4,000 in this memory" in plan.words()[1]


def test_a_dropped_folder_is_one_document(tmp_path: Path):
    root = write(tmp_path / "dropped", {f"{n:02}.txt": "word\n" * 30_000 for n in range(20)})
    pack = pack_folder(root)
    assert len(pack.text.encode()) <= LARGEST and pack.plan.left_out > 0
    told = document_text(DocumentPart(pack.text.encode(), pack.name))
    assert told.startswith("dropped:\n```\n" + HEADER)
    assert any(each.why == "no room" for each in pack.skipped)
    assert "bytes" in pack.plan.words()[0]


def test_hostile_content_stays_content(tmp_path: Path):
    pack = pack_folder(hostile(tmp_path), window())
    ours = [line for line in pack.text.split("\n") if not line[:1].isdigit() and line[:1] != "|"]
    heads = [line for line in ours[1:] if line]
    assert all(line.startswith("=== ") for line in heads)
    paths = [line.removeprefix("=== ").rpartition(" (")[0] for line in heads[:-1]]
    assert sorted(paths) == sorted(pack.sources) and heads[-1].startswith("=== map")
    assert "own.py" not in pack.sources


def test_what_is_no_text_or_secret_is_told(tmp_path: Path):
    root = hostile(tmp_path)
    write(root, {"keys.py": "AWS = 'AKIA" + "ABCDEFGHIJKLMNOP'\n", ".env": "A=1\n"})
    told = why(pack_folder(root, window()))
    assert (told["picture.png"], told["zeros.dat"]) == ("binary", "binary")
    assert (told["keys.py"], told[".env"]) == ("secret", "secret")
    everything = pack_folder(root, window(1 << 17), choice=Choice(secrets=True))
    assert {"keys.py", ".env"} <= set(everything.sources)
    assert all("AKIA" not in each.words for each in everything.skipped)


def test_there_is_an_end_to_all_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(packing, "MOST_TEXT", 25)
    pack = pack_folder(write(tmp_path, {f"{n}.py": "x" * 10 for n in range(4)}), window())
    assert list(pack.sources) == ["0.py", "1.py"]
    assert why(pack) == {"2.py": "no room", "3.py": "no room"}
    assert pack.plan.words()[-1] == (
        "all that was read fits at once; 2 things were not read for want of room"
    )


def test_a_line_that_is_too_much_by_itself_does_not_fit(tmp_path: Path):
    here = Window(800, lambda text: len(text.encode()), lambda tokens: tokens, 1 << 30)
    plan = pack_folder(write(tmp_path, {"a.txt": "\u4e2d" * 200}), here).plan
    assert (plan.parts, plan.left_out) == (1, 1) and plan.share > 1
    assert plan.words()[-1] == (
        "more than one prompt has room for: a question about it may fail; "
        "1 file does not stand in a single pack"
    )


def test_an_empty_folder(tmp_path: Path):
    pack = pack_folder(tmp_path, window())
    assert pack.plan.files == 0 and pack.plan.parts == 1 and pack.parts[0].words == "no files"


def test_it_ends_when_cancelled(tmp_path: Path):
    made = generated(tmp_path)
    calls: list[int] = []

    def check() -> None:
        calls.append(1)
        if len(calls) == 12:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        pack_folder(made.root, window(), check=check)


@pytest.mark.parametrize("lines", [5, 40, 200, 300, 2000])
def test_the_plan_says_more_than_all_exactly_where_it_does_not_fit(tmp_path: Path, lines: int):
    plan = pack_folder(write(tmp_path, {"b.py": "x = 1\n" * lines}), window(2000)).plan
    assert (plan.share <= 1) == (plan.parts == 1) == (plan.left_out == 0)
    assert plan.words()[-1].endswith("1 file does not stand in a single pack" * (plan.parts > 1))
