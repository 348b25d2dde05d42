"""Screens painted by Pillow: flat controls, quick, for volume.

`Picture` is what every painter gives: pixels, the plan, and where the ink of each word lies, which
the dense supervision of the vision tower needs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image, ImageDraw

from tools.nano.layout import Box, Element, Plan, Screen, advance, font
from tools.nano.world import Color


@dataclass(frozen=True)
class Ink:
    """One word on the picture: its pixels' box and the element it belongs to.

    `edges` are the places along x, in pixels, where each of its letters begins, and its end.
    """

    word: str
    element: int
    box: Box
    edges: tuple[float, ...]


@dataclass(frozen=True)
class Picture:
    pixels: np.ndarray  # H W 3, uint8
    screen: Screen
    inks: tuple[Ink, ...]


Measure = Callable[[str], float]  # how far a text reaches, in pixels


def inks_of(plan: Plan, index: int, left: float, measure: Measure | None = None) -> list[Ink]:
    """The words of one element whose text starts at `left`; measured as Pillow does if not said."""
    element = plan.elements[index]
    reach = measure or partial(advance, plan.face.file, plan.pixel_size)
    middle, half = (element.box[1] + element.box[3]) // 2, (plan.pixel_size + 1) // 2
    inks, begin = [], 0
    for word in element.text.split():
        stops = range(begin, begin + len(word) + 1)
        edges = tuple(left + reach(element.text[:stop]) for stop in stops)
        box = (int(edges[0]), middle - half, int(edges[-1] + 0.999), middle + half)
        inks.append(Ink(word, index, box, edges))
        begin += len(word) + 1
    return inks


_INSETS = {"checkbox": 22, "radio": 22, "field": 6, "combobox": 8, "menuitem": 8, "title": 8}


def _left(plan: Plan, element: Element) -> float:
    if element.role == "button":
        spare = (
            element.box[2] - element.box[0] - advance(plan.face.file, plan.pixel_size, element.text)
        )
        return element.box[0] + spare // 2
    return element.box[0] + _INSETS.get(element.role, 0) * plan.scale


def _mark(draw: ImageDraw.ImageDraw, plan: Plan, element: Element) -> None:
    """The box or the disc before an option's text."""
    theme, on, unit = plan.theme, element.state == "checked", plan.scale
    x, y = element.box[0], (element.box[1] + element.box[3]) // 2 - 7 * unit

    def at(*points: int) -> tuple[int, ...]:
        return tuple((x, y)[n % 2] + point * unit for n, point in enumerate(points))

    shape = draw.rectangle if element.role == "checkbox" else draw.ellipse
    shape(at(0, 0, 14, 14), fill=theme.base, outline=theme.border, width=unit)
    if on and element.role == "checkbox":
        draw.line(at(3, 7, 6, 11, 12, 3), fill=theme.text, width=2 * unit)
    elif on:
        draw.ellipse(at(4, 4, 10, 10), fill=theme.text)


def _frame(draw: ImageDraw.ImageDraw, plan: Plan, element: Element) -> None:
    """Everything of an element but its text."""
    theme, unit = plan.theme, plan.scale
    x1, y1, x2, y2 = element.box
    edge = (x1, y1, x2 - 1, y2 - 1)
    if element.role == "button":
        draw.rounded_rectangle(edge, 4 * unit, theme.button, theme.border, width=unit)
    elif element.role == "field":
        draw.rectangle(edge, theme.base, theme.border, width=unit)
    elif element.role == "combobox":
        draw.rounded_rectangle(edge, 3 * unit, theme.base, theme.border, width=unit)
        middle = (y1 + y2) // 2
        corners = ((16, -2), (8, -2), (12, 3))
        arrow = [(x2 - right * unit, middle + down * unit) for right, down in corners]
        draw.polygon(arrow, theme.text)
    elif element.role == "menuitem":
        draw.rectangle(edge, fill=theme.base)
    elif element.role == "title":
        draw.rectangle(edge, fill=theme.accent)
    elif element.role in ("checkbox", "radio"):
        _mark(draw, plan, element)


def _ink_color(plan: Plan, element: Element) -> Color:
    if element.role == "title":
        return (255, 255, 255)
    return plan.theme.faint if element.state == "disabled" else plan.theme.text


def paint(plan: Plan) -> Picture:
    """The plan in Pillow's hand."""
    image = Image.new("RGB", plan.size, plan.theme.window)
    draw = ImageDraw.Draw(image)
    face, inks = font(plan.face.file, plan.pixel_size), []
    ascent, descent = face.getmetrics()
    for index, element in enumerate(plan.elements):
        _frame(draw, plan, element)
        left = _left(plan, element)
        top = (element.box[1] + element.box[3] - ascent - descent) // 2
        draw.text((left, top), element.text, font=face, fill=_ink_color(plan, element))
        inks += inks_of(plan, index, left)
    return Picture(np.asarray(image), plan, tuple(inks))
