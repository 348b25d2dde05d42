"""A program that asks and answers without end, to be killed: `python this folder seed`.

It prints what it shows, as a window would, before the store need have heard of it. Its answers
grow by a piece each 10 ms and are stored each 0.25 s.
"""

import random
import sys
import time
from pathlib import Path

from app.chat.conversation import Reply
from app.chat.events import End
from app.chat.message import ImagePart, TextPart
from app.chat.store import Store

PIECE_S, KEEP_S = 0.01, 0.25


def piece(number: int) -> str:
    return f"word{number} "


def told(*words: object) -> None:
    print(*words, flush=True)


def answer(store: Store, chat: str, question: str, pieces: int) -> str:
    turn = store.begin_reply(chat, question, "nano").id
    told("began", turn)
    text, kept = "", time.monotonic()
    for number in range(pieces):
        time.sleep(PIECE_S)
        text += piece(number)
        told("shown", turn, number + 1, time.monotonic())
        if time.monotonic() - kept >= KEEP_S:
            kept = time.monotonic()
            store.grow(turn, text, "", 0.0)
    store.finish(turn, text, Reply(end=End("stop"), model="nano"))
    told("finished", turn, pieces)
    return turn


def main(folder: Path, seed: int) -> None:
    rnd = random.Random(seed)
    store = Store.open(folder)
    chat = store.new_chat(f"Seed {seed}").id
    above: str | None = None
    while True:
        picture = ImagePart(f"{seed} {above}".encode() * 50_000, "shot.png")
        above = store.add(chat, above, "user", (picture, TextPart(f"Question of {seed}"))).id
        told("asked", above)
        above = answer(store, chat, above, rnd.randrange(20, 200))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
