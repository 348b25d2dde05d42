"""Memory: what does not fit is refused before it starts; what fits later waits."""

import pytest

from app.engine.preparing import prepare
from mlx_model.runtime.events import Text
from tests.app.engine.conftest import ACCOUNT, LIST, NANO, PRINT, Asked, measured, question, until
from tests.fixtures.nano import context, parameters

WEIGHTS = 4 * parameters()  # float32
LONG = "word " * 600


def test_what_never_fits_is_refused_with_the_numbers_and_the_remedy(start):
    needs = measured(start(), question(LONG)).bytes_needed
    engine = start(limit=WEIGHTS + needs - 1)
    asked = Asked(engine, question(LONG))
    end = asked.end()
    assert end.reason == "failed" and asked.count(Text) == 0
    for word in ("MiB", "tokens", "shorten", "--kv-bits", "smaller checkpoint"):
        assert word in str(end.error)
    assert Asked(engine, question("Hello")).end().reason == "stop"
    assert Asked(start(limit=WEIGHTS + needs), question(LONG)).end().reason in ("stop", "length")


def test_what_fits_alone_waits_for_its_turn(start):
    needs = measured(start(), question(PRINT, LIST)).bytes_needed
    engine = start(limit=WEIGHTS + int(2.5 * needs))
    most = 0

    def count(event: object) -> None:
        nonlocal most
        most = max(most, engine.status().running)

    asked = [Asked(engine, question(PRINT, LIST), count) for _ in range(6)]
    assert {one.text for one in asked} == {asked[0].text} and asked[0].text
    assert most == 2
    until(lambda: engine.status().memory["requests"] == 0)


def test_packed_keys_need_less(start):
    full, packed = (measured(start(**o), question(LONG)) for o in ({}, {"kv_bits": 4}))
    assert packed.bytes_needed < full.bytes_needed


def test_snapshots_and_features_make_room_for_requests(start):
    needs = measured(start(), question(ACCOUNT, f"0 {LIST}")).bytes_needed
    engine = start(limit=WEIGHTS + needs + (1 << 16))
    for n in range(4):
        end = Asked(engine, question(ACCOUNT, f"{n} {LIST}")).end()
        assert end.reason in ("stop", "length")
        memory = engine.status().memory
        assert memory["snapshots"] + memory["features"] <= memory["limit"] - memory["weights"]


def test_an_answer_without_a_limit_takes_what_fits(start):
    free = measured(start(), question("Hello", max_tokens=300)).bytes_needed
    engine = start(limit=WEIGHTS + free)
    Asked(engine, question("Hello", max_tokens=1)).end()
    assert engine._checkpoint is not None
    prepared = prepare(engine._checkpoint, question("Hello", max_tokens=None), lambda: False)
    assert 256 <= prepared.request.max_tokens < context() and prepared.needs <= free


def test_weights_that_leave_no_room_are_refused(start):
    end = Asked(start(limit=WEIGHTS + 1000), question("Hello")).end()
    assert end.reason == "failed" and "--memory" in str(end.error)
    assert f"{WEIGHTS / (1 << 20):.0f} MiB" in str(end.error)


def test_the_weights_are_what_the_checkpoint_says(engine):
    Asked(engine, question("Hello", max_tokens=1)).end()
    assert engine.status().memory["weights"] == WEIGHTS
    assert engine.models()[0].id == NANO.name


@pytest.mark.slow
@pytest.mark.parametrize("count", [100, pytest.param(500, marks=pytest.mark.soak)])
def test_many_requests_end_where_they_began(start, tmp_path, count: int):
    """Pictures, chats, calls, cancelled ones, several at once: memory does not grow by 5 %."""
    engine = start(limit=WEIGHTS + (60 << 20), snapshots=tmp_path)

    def some(first: int, last: int) -> None:
        for n in range(first, last, 4):
            asked = [
                Asked(engine, question(PRINT, f"{n} {LIST}", max_tokens=20)),
                Asked(engine, question(f"Hello {n}", max_tokens=20)),
                Asked(engine, question(ACCOUNT, 'Where is "Cancel"?', max_tokens=20)),
                Asked(engine, question(f"{n} {LONG[:400]}", max_tokens=20)),
            ]
            if n % 3 == 0:
                asked[n % 4].ticket.cancel()
            assert all(one.end().reason != "failed" for one in asked)

    def settled() -> int:
        until(lambda: engine.status().running + engine.status().waiting == 0)
        return engine.status().memory["process"]

    some(0, 120)  # snapshots and features have found their size
    before = settled()
    some(120, 120 + count)
    after = settled()
    assert after < 1.05 * before, f"{before >> 20} MiB before, {after >> 20} MiB after"
