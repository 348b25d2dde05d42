"""What the scripted server says in these tests."""

from tests.fixtures.scripted_server import DONE, EVENT_STREAM, Step, delta


def said_by(*words: str) -> list[Step]:
    """A whole answer."""
    return [EVENT_STREAM, *[delta(content=word) for word in words], delta("stop"), DONE]


MEASURED = {
    "attachments": [
        {
            "name": "print.png",
            "kind": "image",
            "source_size": [860, 472],
            "seen_size": [860, 472],
            "times": [],
            "visual_tokens": 405,
            "sentence": "seen at full size",
        }
    ],
    "prompt_tokens": 420,
    "cached_tokens": 0,
    "bytes_needed": 1,
    "bytes_free": 2,
}
