"""Two windows, two programs: one store takes both."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import app
from app.chat.database import is_sound
from app.chat.store import Store
from tests.app.chat.conftest import Talk, say

ROOT = Path(app.__file__).parents[1]

WRITER = """
import sys
from pathlib import Path
from app.chat.conversation import Reply
from app.chat.events import End
from app.chat.message import ImagePart, TextPart
from app.chat.store import Store

folder, chat, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
store = Store.open(folder)
above = None
for number in range(60):
    parts = (ImagePart(b"same picture", "a.png"), TextPart(f"{name} {number}"))
    above = store.add(chat, above, "user", parts).id
    above = store.begin_reply(chat, above, "nano").id
    for length in range(5):
        store.grow(above, "word " * length, "", 0.0)
    store.finish(above, f"Answer to {name} {number}", Reply(end=End("stop")))
    store.new_chat(f"{name} {number}")
    store.backup()
print(above)
store.close()
"""


def start(code: str, *words: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_two_programs_write_at_once(folder: Path, store: Store):
    chat = store.new_chat("Shared").id
    programs = [start(WRITER, folder, chat, name) for name in ("left", "right")]
    while any(program.poll() is None for program in programs):
        store.path(chat)  # a reader meanwhile sees whole turns only
        store.search("Answer")
    told = [program.communicate() for program in programs]
    assert [program.returncode for program in programs] == [0, 0], told
    for (out, _), name in zip(told, ("left", "right"), strict=True):
        store.choose(chat, out.strip())
        path = store.path(chat)
        assert [s.turn.text for s in path[::2]] == [f"{name} {n}" for n in range(60)]
        assert path[-1].turn.text == f"Answer to {name} 59"
        assert len(path[0].versions) == 2
    assert len(store.chats()) == 121
    assert len(list((folder / "attachments").iterdir())) == 1
    assert is_sound(folder / "chats.db")


def test_many_programs_open_a_new_store_at_once(folder: Path):
    code = "import sys; from pathlib import Path; from app.chat.store import Store\n"
    code += "Store.open(Path(sys.argv[1])).new_chat('mine')"
    programs = [start(code, folder) for _ in range(6)]
    told = [program.communicate() for program in programs]
    assert [program.returncode for program in programs] == [0] * 6, told
    store = Store.open(folder)
    assert len(store.chats()) == 6
    store.close()


def test_a_change_by_another_is_noticed(folder: Path, store: Store, talk: Talk):
    assert not store.changed_elsewhere()
    store.rename(talk.chat, "By myself")
    assert not store.changed_elsewhere()
    other = Store.open(folder)
    other.rename(talk.chat, "By another")
    assert store.changed_elsewhere() and not store.changed_elsewhere()
    assert store.card(talk.chat).title == "By another"
    say(other, talk.chat, talk.answer.id, "More")
    assert [s.turn.text for s in store.path(talk.chat)][-1] == "More"
    other.close()


def test_threads_share_a_store(store: Store):
    chat, troubles = store.new_chat().id, []

    def write(name: int) -> None:
        try:
            above = None
            for number in range(40):
                above = say(store, chat, above, f"{name} {number}").id
        except BaseException as error:
            troubles.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    path = store.path(chat)
    assert len(path) == 40 and len(path[0].versions) == 6
