"""The model in this process: one thread, plain values out of it, exactly one end."""

import threading
from pathlib import Path

import pytest
from PIL import Image

from app.chat.events import Attached, End, Event, Prefill, Text, gather
from app.chat.message import DocumentPart, ImagePart, VideoPart, said
from app.chat.settings import Settings
from app.cli.local import Local
from tests.fixtures.films import write_film
from tests.fixtures.nano import token_area

NANO = Path("resources/models/kestrel-nano")
SHORT = Settings(max_tokens=5, temperature=0)


@pytest.fixture(scope="module")
def local():
    model = Local(NANO)
    yield model
    model.close()


@pytest.fixture
def picture(tmp_path: Path) -> ImagePart:
    Image.new("RGB", (320, 192), (230, 230, 230)).save(tmp_path / "a.png")
    return ImagePart(tmp_path / "a.png", "a.png")


def only_end(events: list[Event]) -> End:
    ends = [event for event in events if isinstance(event, End)]
    assert len(ends) == 1 and events[-1] is ends[0]
    return ends[0]


def test_receipts_come_first_then_progress_then_one_end(local: Local, picture: ImagePart):
    events = list(local([said("user", "Where?", picture)], SHORT))
    first = events[0]
    assert isinstance(first, Attached) and isinstance(events[1], Prefill)
    (receipt,) = first.receipts
    assert (receipt.source_size, receipt.seen_size) == ((320, 192), (320, 192))
    tokens = 320 * 192 // token_area()
    assert receipt.visual_tokens == tokens and f"{tokens} visual tokens" in receipt.sentence
    end = only_end(events)
    assert end.usage.completion_tokens <= 5 and end.timings.prefill_tps > 0


def test_the_same_seed_says_the_same(local: Local):
    settings = Settings(max_tokens=12, temperature=1.5, seed=7)
    texts = [gather(local([said("user", "Hello")], settings)).text for _ in range(2)]
    assert texts[0] == texts[1]
    other = Settings(max_tokens=12, temperature=1.5, seed=8)
    assert gather(local([said("user", "Hello")], other)).text != texts[0]


def test_a_document_is_words(local: Local, tmp_path: Path):
    said_alone = gather(local([said("user", "Hello")], SHORT)).end.usage.prompt_tokens
    (tmp_path / "a.txt").write_text("word " * 50)
    shown = DocumentPart(tmp_path / "a.txt", "a.txt")
    assert gather(local([said("user", "Hello", shown)], SHORT)).end.usage.prompt_tokens > (
        said_alone + 50
    )
    gone = DocumentPart(tmp_path / "no.txt", "no.txt")
    end = only_end(list(local([said("user", "Hello", gone)], SHORT)))
    assert end.reason == "failed" and "no.txt cannot be read" in end.error


def test_a_clip_is_sampled_as_asked(local: Local, tmp_path: Path):
    film = write_film(tmp_path / "a.mp4", 50)
    whole, part = (
        gather(local([said("user", "?", clip)], SHORT)).receipts[0].times
        for clip in (VideoPart(film), VideoPart(film, start=1.0, end=1.5, fps=8.0))
    )
    assert whole[0] == 0.0
    assert 1.0 <= part[0] < part[-1] <= 1.5 and len(part) == 4


def test_a_conversation_is_not_read_again(local: Local, picture: ImagePart):
    first = [said("user", "Where?", picture)]
    answer = gather(local(first, SHORT))
    again = [*first, said("assistant", answer.text or "There."), said("user", "Why?")]
    usage = gather(local(again, SHORT)).end.usage
    assert usage.cached_tokens > 60, "the picture's 60 tokens at least are known"


def test_what_a_user_causes_is_an_end(local: Local):
    end = only_end(list(local([said("user", "?", ImagePart(Path("no.png"), "no.png"))], SHORT)))
    assert end.reason == "failed" and "no.png" in end.error


def test_a_cancelled_request_ends_so(local: Local):
    cancel = threading.Event()
    cancel.set()
    assert only_end(list(local([said("user", "Hello")], SHORT, cancel))).reason == "cancelled"


def test_closing_the_iterator_cancels(local: Local):
    cancel = threading.Event()
    events = local([said("user", "Hello")], Settings(temperature=0, max_tokens=4000), cancel)
    next(events)
    events.close()
    assert cancel.is_set()
    assert only_end(list(local([said("user", "Hello")], SHORT))).reason != "cancelled"


def test_one_cancel_event_serves_several_requests(local: Local):
    cancel = threading.Event()
    for _ in range(2):
        assert gather(local([said("user", "Hello")], SHORT, cancel)).end.reason != "cancelled"


def test_nothing_of_mlx_leaves_the_thread(local: Local, picture: ImagePart):
    values = [v for e in local([said("user", "?", picture)], SHORT) for v in vars(e).values()]
    assert values and not any(type(value).__module__.startswith("mlx") for value in values)


def test_our_own_mistakes_are_not_hidden(local: Local):
    with pytest.raises(AttributeError):
        list(local([None], SHORT))  # pyright: ignore[reportArgumentType]
    assert gather(local([said("user", "Hello")], SHORT)).end.reason != "failed"


def test_text_is_streamed(local: Local):
    texts = [e for e in local([said("user", "Hello")], SHORT) if isinstance(e, Text)]
    assert len(texts) > 1
