"""An engine that says any question's answer at a steady rate: `python -m … SOCKET RATE TOKENS`.

A process of its own, so that the window under measurement does not share its interpreter.
"""

import asyncio
import json
import sys
import time

WORDS = (
    "The **first** thing to see is the `Save` button, which is *enabled*.\n\n"
    "- It has a role, and a place at 12, 40.\n- It has a label.\n\n"
    "```python\nfor box in boxes:\n    print(box.label, box.start)\n```\n\n"
    "| Element | State | Where |\n| --- | --- | --- |\n| Save | enabled | 12, 40 |\n\n"
    "What follows is $a^2 + b^2 = c^2$, and [a link](https://example.org).\n\n"
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def pieces(count: int) -> list[str]:
    """Tokens of about four letters."""
    text = WORDS * (4 * count // len(WORDS) + 1)
    return [text[4 * i : 4 * i + 4] for i in range(count)]


def event(delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n"


async def serve(socket: str, rate: float, tokens: int) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(HEAD)
        begun = time.monotonic()
        for number, piece in enumerate(pieces(tokens)):
            await asyncio.sleep(max(begun + number / rate - time.monotonic(), 0))
            writer.write(event({"content": piece}))
            await writer.drain()
        writer.write(event({}, "stop") + b"data: [DONE]\n\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(answer, socket)
    print("listening", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], float(sys.argv[2]), int(sys.argv[3])))
