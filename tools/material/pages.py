"""Pages of a browser: forms, tables, lists, cards, menus, dialogs, as HTML from a seed.

Whatever is marked with `data-role` is part of the truth, which is then measured in the browser
(web.py): nothing here knows where anything will stand.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from tools.material.icons import ICONS, svg
from tools.nano.layout import held_out
from tools.nano.world import ACTIONS, NOUNS, PURPOSES, QUALITIES, WORDS

SMALL: tuple[tuple[int, int], ...] = ((256, 192), (320, 192), (384, 256))  # CSS pixels
WIDE: tuple[tuple[int, int], ...] = ((1024, 640), (1280, 800))
FONTS = ("DejaVu Sans", "Liberation Sans")
ACCENTS = ("#306ec8", "#1f7a4d", "#8a3ffc", "#b3261e", "#00677d")
DISABLED, TWO_WORDS = 0.1, 0.25
LOOKS = {
    "light": ("light", "#f4f4f5", "#ffffff", "#18181b", "#c4c4c8"),
    "dark": ("dark", "#232326", "#18181b", "#f4f4f5", "#4b4b50"),
}


@dataclass
class Draft:
    """A page in the making; no text is used twice."""

    rng: random.Random
    used: set[str] = field(default_factory=set)

    def text(self, pool: tuple[str, ...]) -> str:
        """One word, or a pair that training never saw."""
        while True:
            words = [self.rng.choice(pool)]
            if self.rng.random() < TWO_WORDS:
                words.append(self.rng.choice(WORDS))
                if words[0] == words[1] or not held_out(*words):
                    continue
            text = " ".join(words)
            if text not in self.used:
                self.used.add(text)
                return text

    def icon(self) -> str:
        """The name of an icon that is not there yet."""
        name = self.rng.choice([name for name in ICONS if name not in self.used])
        self.used.add(name)
        return name

    def maybe(self, attribute: str, chance: float = 0.5) -> str:
        return f" {attribute}" if self.rng.random() < chance else ""


def page(seed: str, theme: str, sizes: tuple[tuple[int, int], ...]) -> tuple[str, tuple[int, int]]:
    """The HTML of a seed and the window's size in CSS pixels; it may be taller than the window."""
    draft = Draft(random.Random(seed))
    size = draft.rng.choice(sizes)
    kind = draft.rng.choice(tuple(KINDS))
    blocks = [_bar(draft)] if draft.rng.random() < 0.4 else []
    while len(blocks) < size[1] // 30:
        blocks += KINDS[kind](draft, size[0])
        if size[0] > 500:  # a small page is of one kind, a wide one of many
            kind = draft.rng.choice(tuple(KINDS))
    style = _style(theme, draft)
    inside = "".join(f"<section>{block}</section>" for block in blocks)
    return f"<!doctype html><style>{style}</style><main>{inside}</main>", size


def _style(theme: str, draft: Draft) -> str:
    scheme, window, base, text, line = LOOKS[theme]
    font, letters = draft.rng.choice(FONTS), draft.rng.choice((13, 15))
    accent, gap = draft.rng.choice(ACCENTS), draft.rng.choice((8, 12, 16))
    return (
        f":root{{color-scheme:{scheme};accent-color:{accent}}}"
        f"*{{box-sizing:border-box;font:{letters}px '{font}';white-space:nowrap}}"
        f"body{{margin:0;background:{window};color:{text}}}"
        "section{display:flex;gap:8px;align-items:center;padding:3px 8px}"
        f"section.bar{{background:{accent}}}"
        f"h1{{margin:0;background:{accent};color:#fff;padding:3px 8px;flex:1}}"
        f"button,select,input:not([type]){{height:24px;padding:0 {gap}px}}"
        "input:not([type]){width:120px}"
        "label.option{display:inline-flex;gap:4px;align-items:center}label.option input{margin:0}"
        f"a{{color:{accent if scheme == 'light' else '#8ab4f8'}}}"
        f"table{{border-collapse:collapse}}td,th{{border:1px solid {line};padding:3px {gap}px}}"
        f"th{{background:{base};font-weight:bold}}"
        f".card{{background:{base};border:1px solid {line};border-radius:6px;padding:6px;"
        "display:flex;flex-direction:column;gap:4px;align-items:flex-start}"
        f"ul{{margin:0;padding:0;list-style:none;background:{base};border:1px solid {line}}}"
        "li{padding:4px 12px;min-width:120px}"
        f".tab{{padding:3px {gap}px;border-bottom:3px solid transparent}}"
        f".tab.on{{border-color:{accent}}}"
        "button.icon{width:28px;padding:0;display:inline-flex;align-items:center;"
        "justify-content:center}"
    )


def _bar(draft: Draft) -> str:
    title = draft.rng.choice([name for name in PURPOSES if name not in draft.used])
    draft.used.add(title)
    return f'<h1 data-role="title">{title}</h1>'


def _button(draft: Draft) -> str:
    off = draft.maybe("disabled", DISABLED)
    return f'<button data-role="button"{off}>{escape(draft.text(ACTIONS))}</button>'


def _icon(draft: Draft) -> str:
    name = draft.icon()
    return f'<button class="icon" data-role="icon" aria-label="{name}">{svg(name, 16)}</button>'


def _option(draft: Draft, kind: str = "checkbox", group: str = "") -> str:
    on, text = draft.maybe("checked"), escape(draft.text(QUALITIES + NOUNS))
    box = f'<input type="{kind}" name="{group}"{on}>'
    return f'<label class="option" data-role="{kind}">{box}{text}</label>'


def _label(draft: Draft, pool: tuple[str, ...] = WORDS) -> str:
    return f'<span data-role="label">{escape(draft.text(pool))}</span>'


def _field(draft: Draft) -> str:
    return f'<input data-role="field" value="{escape(draft.text(NOUNS + QUALITIES))}">'


def _combobox(draft: Draft) -> str:
    text = escape(draft.text(QUALITIES + NOUNS))
    return f'<select data-role="combobox"><option>{text}</option></select>'


def _across(draft: Draft, width: int, make: Callable[[Draft], str], each: int) -> str:
    """As many beside each other as surely fit, or fewer."""
    return "".join(make(draft) for _ in range(draft.rng.randint(1, max(1, width // each))))


def form(draft: Draft, width: int) -> list[str]:
    entry = _field(draft) if draft.rng.random() < 0.7 else _combobox(draft)
    rows = [_label(draft, NOUNS) + entry, _across(draft, width, _option, 130)]
    draft.rng.shuffle(rows)
    return [*rows, _across(draft, width, _button, 120)]


def table(draft: Draft, width: int) -> list[str]:
    columns = draft.rng.randint(2, max(2, min(6, width // 150)))
    head = "".join(f'<th data-role="label">{draft.text(NOUNS)}</th>' for _ in range(columns))
    rows = "".join(
        "<tr>"
        + "".join(f'<td data-role="label">{draft.text(QUALITIES)}</td>' for _ in range(columns))
        + "</tr>"
        for _ in range(draft.rng.randint(1, 4))
    )
    return [f"<table><tr>{head}</tr>{rows}</table>", _across(draft, width, _button, 120)]


def listing(draft: Draft, width: int) -> list[str]:
    link = f'<a href="#" data-role="link">{escape(draft.text(NOUNS))}</a>'
    end = _icon(draft) if draft.rng.random() < 0.5 and len(draft.used & set(ICONS)) < 6 else ""
    return [link + (_label(draft, QUALITIES) if width > 300 else "") + end]


def cards(draft: Draft, width: int) -> list[str]:
    def card(draft: Draft) -> str:
        return f'<div class="card">{_label(draft, NOUNS)}{_button(draft)}</div>'

    return [_across(draft, width, card, 160)]


def menu(draft: Draft, width: int) -> list[str]:
    def tab(draft: Draft) -> str:
        on = " on" if draft.rng.random() < 0.4 else ""
        return f'<span class="tab{on}" data-role="tab">{escape(draft.text(NOUNS))}</span>'

    items = "".join(
        f'<li data-role="menuitem">{escape(draft.text(ACTIONS))}</li>'
        for _ in range(draft.rng.randint(2, 5))
    )
    return [_across(draft, width, tab, 110), f"<ul>{items}</ul>"]


def dialog(draft: Draft, width: int) -> list[str]:
    group = f"group{len(draft.used)}"  # of which the browser leaves one radio on

    def radio(draft: Draft) -> str:
        return _option(draft, "radio", group)

    return [_label(draft), _across(draft, width, radio, 130), _across(draft, width, _button, 120)]


def toolbar(draft: Draft, width: int) -> list[str]:
    icons = _across(draft, min(width, 300), _icon, 100) if len(draft.used & set(ICONS)) < 6 else ""
    return [icons + _field(draft), _label(draft) + _button(draft)]


KINDS: dict[str, Callable[[Draft, int], list[str]]] = {
    "form": form,
    "table": table,
    "list": listing,
    "cards": cards,
    "menu": menu,
    "dialog": dialog,
    "toolbar": toolbar,
}
