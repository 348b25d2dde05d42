"""A sitting over the committed sample: what is counted, and that one bad screen stops no other."""

from dataclasses import replace

import pytest

from app.bench.reading import ways as our_ways
from app.bench.reading.material import Material, Screen, Target, Truth, load
from app.bench.reading.outcomes import Failed, Kept, Looked, Outcome, Told
from app.bench.reading.results import counts
from app.bench.reading.scores import Share
from app.bench.reading.sitting import Stopped, sit
from app.chat.message import ImagePart
from app.places import PROMPTS
from app.reading.documents.wording import DocumentPrompts
from app.reading.geometry import pixel_box
from app.reading.prompts import Prompts, load_wording
from tests.fixtures.knowing_ask import SCREENS, KnowingAsk

NANO = SCREENS.parents[2] / "resources" / "models" / "kestrel-nano" / "prompts.json"
WORDING = load_wording(Prompts, PROMPTS, NANO), load_wording(DocumentPrompts, PROMPTS)


def sat(screens: list[Screen], ask: KnowingAsk, **more) -> list[Outcome]:
    kept = Kept(None, {})
    sit(Material(SCREENS, tuple(screens)), our_ways.ways(ask, *WORDING), kept, **more)
    return kept.outcomes


@pytest.fixture
def screens() -> list[Screen]:
    return list(load(SCREENS).screens)


def test_who_tells_the_truth_is_right_everywhere(screens: list[Screen]):
    everything = counts(sat(screens, KnowingAsk()))[-1]
    assert everything.source == "all" and not everything.failures
    for share in (everything.once(), everything.closely(), everything.refused(closely=True)):
        assert share.asked > 0 and share.right == share.asked
    assert {o.kind for o in everything.finds} == {"text", "icon"}
    assert [one.f1 for one in everything.listed] == [1.0] * 12
    assert everything.roles.value == everything.states.value == 1.0
    assert everything.elements("contradicted").asked == 0
    confirmed = everything.elements("confirmed")
    assert confirmed.asked > 50 and confirmed.right == confirmed.asked


def test_a_lie_about_a_text_costs_the_list_and_is_contradicted(screens: list[Screen]):
    screen = next(s for s in screens if s.elements and any(e.text for e in s.elements))
    assert screen.elements is not None
    text = next(e.text for e in screen.elements if e.text)
    (told,) = sat([screen], KnowingAsk(lies={text: "Zebra"}), tasks=("list",))
    assert isinstance(told, Told)
    assert told.hits == told.there - 1 == told.said - 1
    assert told.contradicted == (0, 1) and told.confirmed[0] == told.confirmed[1]


def test_a_point_beside_the_box_is_wrong(screens: list[Screen]):
    screen = screens[0]
    target = next(target for target in screen.targets if target.box)
    assert target.box is not None
    away = Target(target.words, pixel_box(0, 0, 1, 1), "text")
    (looked,) = sat([replace(screen, targets=[away])], KnowingAsk(), tasks=("find",))
    assert isinstance(looked, Looked)
    assert (looked.once, looked.closely, looked.claim) == ("wrong", "wrong", "place")


def test_what_is_not_found_though_it_is_there_is_wrong(screens: list[Screen]):
    target = Target("Zebra", pixel_box(0, 0, 10, 10), "text")
    (looked,) = sat([replace(screens[0], targets=[target])], KnowingAsk(), tasks=("find",))
    assert isinstance(looked, Looked) and (looked.once, looked.claim) == ("wrong", "absence")


def test_prose_is_a_wrong_format(screens: list[Screen]):
    class Talking(KnowingAsk):
        def _answer(self, question, there, size):
            return "It is at the top."

    (looked, *_) = sat(screens[:1], Talking(), tasks=("find",))
    assert isinstance(looked, Looked)
    assert (looked.once, looked.closely, looked.claim) == ("format", "format", "none")


def test_a_picture_of_another_size_than_told_is_scaled(screens: list[Screen]):
    """ScreenSpot-Pro tells the size that its boxes are of."""
    screen = next(s for s in screens if s.targets and s.targets[0].box)
    box = screen.targets[0].box
    assert box is not None
    half = pixel_box(*(side / 2 for side in (box.start.x, box.start.y, box.end.x, box.end.y)))
    size = _size(screen)
    smaller = replace(
        screen,
        targets=[Target(screen.targets[0].words, half)],
        frame=(size[0] // 2, size[1] // 2),
    )
    (looked,) = sat([smaller], KnowingAsk(), tasks=("find",))
    assert isinstance(looked, Looked) and looked.once == "right"


def test_a_bad_screen_stops_no_other(screens: list[Screen], tmp_path):
    damaged = tmp_path / screens[0].name
    damaged.write_bytes(screens[0].picture.read_bytes()[:200])
    bad = replace(screens[0], picture=damaged)
    gone = replace(screens[1], elements=(Truth("button", "x", "", pixel_box(9e3, 9e3, 9e4, 9e4)),))
    outcomes = sat([bad, gone, screens[2]], KnowingAsk(), tasks=("list",))
    assert [type(one) for one in outcomes] == [Failed, Failed, Told]
    assert isinstance(outcomes[1], Failed) and "outside" in outcomes[1].reason
    assert counts(outcomes)[0].failures


def test_cancelled_it_keeps_what_was_measured(screens: list[Screen]):
    ask, kept = KnowingAsk(), Kept(None, {})
    ask.cancel_after = 9
    with pytest.raises(Stopped):
        sit(Material(SCREENS, tuple(screens)), our_ways.ways(ask, *WORDING), kept, ("find",))
    assert 2 <= len(kept.outcomes) < 9


def test_what_is_known_is_not_asked_again(screens: list[Screen]):
    kept, ask, told = Kept(None, {}), KnowingAsk(), []

    def again(count: int) -> None:
        material = Material(SCREENS, tuple(screens[:count]))
        sit(material, our_ways.ways(ask, *WORDING), kept, ("find",), lambda *at: told.append(at))

    again(2)
    before = len(ask.asked)
    told.clear()
    again(2)
    assert len(ask.asked) == before and not told
    again(3)
    assert [at[0] for at in told] == list(range(1, len(told) + 1)) and told[0][1] == len(told)


def test_calibration_counts_each_claim():
    def looked(claim, verdict, mark, absent=False) -> Looked:
        return Looked(
            "s", "1", f"{claim}{verdict}{mark}", "", absent, mark, mark, claim, verdict, 1, 1
        )

    (count,) = counts(
        [
            looked("place", "confirmed", "right"),
            looked("place", "confirmed", "wrong"),
            looked("place", "contradicted", "wrong", absent=True),
            looked("absence", "unconfirmed", "right", absent=True),
            looked("absence", "unconfirmed", "wrong"),
            looked("none", "unconfirmed", "format"),
        ]
    )
    assert count.places("confirmed") == Share(1, 2) and count.places("unconfirmed") == Share(0, 0)
    assert count.places("contradicted") == Share(0, 1)
    assert count.gone("unconfirmed") == Share(1, 2)
    assert count.closely() == Share(1, 4) and count.refused(closely=True) == Share(1, 2)
    assert count.unreadable == Share(1, 6)


def _size(screen: Screen) -> tuple[int, int]:
    from PIL import Image

    with Image.open(ImagePart(screen.picture).source) as image:
        return image.size
