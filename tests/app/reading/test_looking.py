"""One thing on a screen, found and looked at again."""

from app.reading.geometry import pixel_box
from app.reading.looking import find_exactly
from app.reading.run import Run
from app.reading.screens import Element
from tests.fixtures.sighted_ask import PROMPTS, SightedAsk, element, screen


def test_a_crop_gives_the_place_to_the_pixel():
    """On 3,000 pixels one step of the first answer is three of them."""
    save = element("Save", 1501, 1103, 61, 23)
    ask = SightedAsk([save])
    search = find_exactly(Run(ask, "x"), screen((3000, 2000)), "Save", PROMPTS)
    (match,) = search.matches
    assert match.verdict == "confirmed" and match.evidence[0].witness == "second look"
    assert match.box is not None
    assert abs(match.box.start.x - 1501) <= 1 and abs(match.box.end.y - 1126) <= 1
    assert ask.areas[1].width <= 1000 + 32 and len(search.answers) == 2


def test_a_find_that_the_crop_does_not_show_is_contradicted():
    class Moving(SightedAsk):
        """Tells of another place at the second look."""

        def _answer(self, question, crop, scale):
            if len(self.asked) == 2:
                self._elements = [element("Save", 1100, 700)]
            return super()._answer(question, crop, scale)

    ask = Moving([element("Save", 700, 400)])
    (match,) = find_exactly(Run(ask, "x"), screen((1400, 900)), "Save", PROMPTS).matches
    assert match.verdict == "contradicted" and match.evidence[0].words == "at 1140, 712"
    assert match.box is not None and round(match.box.start.x) == 700, "it stays where it was told"


def test_a_find_that_is_gone_at_the_second_look_is_contradicted():
    class Once(SightedAsk):
        def _answer(self, question, crop, scale):
            return super()._answer(question, crop, scale) if len(self.asked) == 1 else "[]"

    ask = Once([element("Save", 700, 400)])
    (match,) = find_exactly(Run(ask, "x"), screen((1400, 900)), "Save", PROMPTS).matches
    assert match.verdict == "contradicted" and match.evidence[0].words == "not there"


def test_an_answer_nobody_can_read_contradicts_nothing():
    class Mumbling(SightedAsk):
        def _answer(self, question, crop, scale):
            return super()._answer(question, crop, scale) if len(self.asked) == 1 else "Hm."

    search = find_exactly(
        Run(Mumbling([element("Save", 700, 400)]), "x"), screen((1400, 900)), "Save", PROMPTS
    )
    assert search.matches[0].verdict == "unconfirmed"
    assert [piece.text for piece in search.unread] == ["Hm."]


def test_what_is_lost_on_the_shrunk_picture_is_found_in_its_parts():
    save = element("Save", 1700, 1300, 40, 14)
    ask = SightedAsk([save], limit=500 * 500, smallest=10)
    search = find_exactly(Run(ask, "x"), screen((2000, 1500)), "Save", PROMPTS)
    (match,) = search.matches
    assert match.box is not None and abs(match.box.start.x - 1700) <= 1


def test_a_find_in_a_part_that_does_not_hold_hides_no_better_one():
    class Seeing(SightedAsk):
        """Sees a ghost in the first part, which a second look does not show."""

        def _answer(self, question, crop, scale):
            self._elements = [element("Save", 1700, 1300, 40, 14)]
            if len(self.asked) == 2:
                self._elements = [element("Save", 100, 100, 40, 14)]
            return super()._answer(question, crop, scale)

    ask = Seeing([], limit=500 * 500, smallest=10)
    (match,) = find_exactly(Run(ask, "x"), screen((2000, 1500)), "Save", PROMPTS).matches
    assert match.verdict == "confirmed" and match.box is not None
    assert abs(match.box.start.x - 1700) <= 1


def test_not_there_on_a_large_picture_means_in_none_of_its_parts():
    ask = SightedAsk([], limit=500 * 500)
    search = find_exactly(Run(ask, "x"), screen((2000, 1500)), "Save", PROMPTS)
    assert search.matches == () and search.evidence[0].verdict == "unconfirmed"
    assert search.evidence[0].words == f"in none of {len(ask.areas) - 1} parts"


def test_on_a_small_picture_the_text_is_read_instead():
    save, open_ = element("Save", 20, 20), element("Open", 120, 20)
    for texts, verdict in (({}, "confirmed"), ({"Save": "Open"}, "contradicted")):
        ask = SightedAsk([save, open_], texts=texts)
        (match,) = find_exactly(Run(ask, "x"), screen((320, 192)), "Save", PROMPTS).matches
        assert match.verdict == verdict and len(ask.asked) == 2
    absent = find_exactly(Run(SightedAsk([save]), "x"), screen((320, 192)), "Print", PROMPTS)
    assert absent.matches == () and absent.evidence == ()


def test_an_icon_without_text_is_neither_confirmed_nor_contradicted():
    icon = Element("icon", "Settings", "", pixel_box(20, 20, 44, 44))
    ask = SightedAsk([icon], texts={"Settings": ""})
    (match,) = find_exactly(Run(ask, "x"), screen((320, 192)), "Settings", PROMPTS).matches
    assert match.verdict == "unconfirmed"
