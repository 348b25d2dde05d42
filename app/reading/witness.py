"""The second witness of a screen: what the platform itself says stands where.

A Mac gives the accessibility tree of a window: roles, titles, values, frames. It is often right and
often incomplete (canvases, games and some web pages give nothing), so an element that it does not
name is unconfirmed and not contradicted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.reading.geometry import PixelBox
from app.reading.likeness import plain, verdict_between
from app.reading.screens import Element
from app.reading.verdict import Evidence, Verdict

SAME_PLACE = 0.5  # of both boxes together is shared: they are of one thing
_ON = {"1", "true", "on", "checked"}
_OFF = {"0", "false", "off", "unchecked"}


@dataclass(frozen=True)
class Witnessed:
    """One thing that the platform names, in pixels of the picture."""

    role: str
    texts: tuple[str, ...]  # its title, its value, its description: whichever it has
    box: PixelBox


def witnessed(elements: Sequence[Element], tree: Sequence[Witnessed]) -> tuple[Element, ...]:
    """The elements, each with what the platform says of the place where it was seen."""
    return tuple(
        replace(element, evidence=(*element.evidence, _evidence(element, tree)))
        for element in elements
    )


def _evidence(element: Element, tree: Sequence[Witnessed]) -> Evidence:
    placed = [(_overlap(element.box, node.box), node) for node in tree]
    placed = [(shared, node) for shared, node in placed if shared > 0 and any(node.texts)]
    for _, node in sorted(placed, key=lambda pair: -pair[0]):
        if any(_says(element.text, text) == "confirmed" for text in node.texts):
            return _of_state(element, node)
    near = [node for shared, node in placed if shared >= SAME_PLACE]
    if not near:
        return Evidence("accessibility tree", "unconfirmed")
    told = " ".join(text for text in near[0].texts if text)
    verdicts = {_says(element.text, text) for text in near[0].texts if text}
    verdict: Verdict = "contradicted" if verdicts == {"contradicted"} else "unconfirmed"
    return Evidence("accessibility tree", verdict, told)


def _says(text: str, told: str) -> Verdict:
    """A title may hold more than is seen, as "Save, Command-S" does."""
    if plain(text) and f" {plain(text)} " in f" {plain(told)} ":
        return "confirmed"
    return verdict_between(text, told)


def _of_state(element: Element, node: Witnessed) -> Evidence:
    """The text agrees; whether it is ticked has to agree as well, where the platform says."""
    told = {plain(text) for text in node.texts}
    is_on = "checked" in element.state and "un" not in element.state
    wrong = told & (_OFF if is_on else _ON)
    if wrong and element.role in ("checkbox", "radio"):
        words = "not checked" if is_on else "checked"
        return Evidence("accessibility tree", "contradicted", words)
    return Evidence(
        "accessibility tree", "confirmed", " ".join(text for text in node.texts if text)
    )


def _overlap(one: PixelBox, other: PixelBox) -> float:
    """What two boxes share, of what they cover together."""
    shared = one.shared(other)
    covered = one.width * one.height + other.width * other.height - shared
    return shared / covered if covered > 0 else 0.0
