"""Screens painted by Pillow: flat controls, quick, for volume.

`Picture` is what every painter gives: pixels, the plan, and where the ink of each word lies, which
the dense supervision of the vision tower needs.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from tools.nano.layout import Box, Element, Plan, advance, font

Color = tuple[int, int, int]


@dataclass(frozen=True)
class Ink:
    """One word on the picture: its pixels' box and the element it belongs to."""

    word: str
    element: int
    box: Box


@dataclass(frozen=True)
class Picture:
    pixels: np.ndarray  # H W 3, uint8
    plan: Plan
    inks: tuple[Ink, ...]


def inks_of(plan: Plan, index: int, left: float) -> list[Ink]:
    """Boxes of the words of one element whose text starts at `left`."""
    element = plan.elements[index]
    file, size = plan.face.file, plan.pixel_size
    middle = (element.box[1] + element.box[3]) // 2
    top, bottom = middle - (size + 1) // 2, middle + (size + 1) // 2
    inks, x = [], left
    for word in element.text.split():
        end = x + advance(file, size, word)
        inks.append(Ink(word, index, (int(x), top, int(end + 0.999), bottom)))
        x = end + advance(file, size, " ")
    return inks


_INSETS = {"checkbox": 22, "radio": 22, "field": 6, "combobox": 8, "menuitem": 8, "title": 8}


def _left(plan: Plan, element: Element) -> float:
    if element.role == "button":
        spare = (
            element.box[2] - element.box[0] - advance(plan.face.file, plan.pixel_size, element.text)
        )
        return element.box[0] + spare // 2
    return element.box[0] + _INSETS.get(element.role, 0)


def _mark(draw: ImageDraw.ImageDraw, plan: Plan, element: Element) -> None:
    """The box or the disc before an option's text."""
    x, y = element.box[0], (element.box[1] + element.box[3]) // 2 - 7
    theme, on = plan.theme, element.state == "checked"
    shape = draw.rectangle if element.role == "checkbox" else draw.ellipse
    shape((x, y, x + 14, y + 14), fill=theme.base, outline=theme.border)
    if on and element.role == "checkbox":
        draw.line((x + 3, y + 7, x + 6, y + 11, x + 12, y + 3), fill=theme.text, width=2)
    elif on:
        draw.ellipse((x + 4, y + 4, x + 10, y + 10), fill=theme.text)


def _frame(draw: ImageDraw.ImageDraw, plan: Plan, element: Element) -> None:
    """Everything of an element but its text."""
    theme = plan.theme
    x1, y1, x2, y2 = element.box
    edge = (x1, y1, x2 - 1, y2 - 1)
    if element.role == "button":
        draw.rounded_rectangle(edge, 4, fill=theme.button, outline=theme.border)
    elif element.role == "field":
        draw.rectangle(edge, fill=theme.base, outline=theme.border)
    elif element.role == "combobox":
        draw.rounded_rectangle(edge, 3, fill=theme.base, outline=theme.border)
        middle = (y1 + y2) // 2
        arrow = ((x2 - 16, middle - 2), (x2 - 8, middle - 2), (x2 - 12, middle + 3))
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
