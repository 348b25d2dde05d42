"""A page in the making: marked pieces of HTML, none of whose texts is used twice.

Every visible text stands alone in one element with `data-role`; `unit` marks what may be taken out
where a page is too full (sheets.py).
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from tools.nano import texts
from tools.nano.web.looks import Look

DISABLED = 0.12
TRIES = 12  # texts drawn until one fits


@dataclass
class Draft:
    """A page of `width` x `height` CSS pixels; `key` makes names of groups its own."""

    rng: random.Random
    split: str
    look: Look
    width: int
    height: int
    key: str
    most: int  # elements that may stand on it
    used: set[str] = field(default_factory=set)

    def text(self, pool: str = "", share: float = 1.0) -> str:
        """A text that is new on this page and about at most so much of its width."""
        room = max(3, int(share * self.width / self.look.advance) - 2)
        shortest = ""
        for _ in range(TRIES):
            text = texts.text(self.rng, self.split, pool)
            if text not in self.used and len(text) <= room:
                break
            if text not in self.used and (not shortest or len(text) < len(shortest)):
                shortest = text
        else:
            text = shortest or texts.scramble(self.rng, self.split)
        self.used.add(text)
        return text

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def pick(self, *choices: str) -> str:
        return self.rng.choice(choices)

    def said(  # noqa: PLR0913  # each is one thing that an element has
        self,
        role: str,
        tag: str,
        pool: str = "",
        share: float = 0.9,
        kind: str = "",
        more: str = "",
    ) -> str:
        """One marked element and its text."""
        text = escape(self.text(pool, share))
        return f'<{tag} data-role="{role}" class="{kind}"{more}>{text}</{tag}>'

    def label(self, share: float = 0.9, kind: str = "unit", pool: str = "") -> str:
        return self.said("label", "span", pool, share, kind)

    def title(self, kind: str = "unit") -> str:
        return self.said("title", "h1", "noun", 0.6, kind)

    def button(self, share: float = 0.5, kind: str = "") -> str:
        off = self.chance(DISABLED)
        tag = "button" if self.look.button == "raw" else self.pick("button", "div", "a")
        state = ' data-state="disabled" disabled' if off else ""
        kind = f"unit button {self.look.button} {'off' if off else kind}"
        if tag == "a":
            kind += " plain"
        return self.said("button", tag, "action", share, kind, state)

    def option(self, kind: str, on: bool, share: float = 0.5, turned: str = "") -> str:
        """A checkbox or a radio button with what it says."""
        state, checked = (' data-state="checked"', " checked") if on else ("", "")
        group = f"{self.key}-{len(self.used)}"  # alone in its group, so that `on` stays true
        return (
            f'<label class="unit option {self.look.option} {turned}" data-role="{kind}"{state}>'
            f'<input type="{kind}" name="{group}"{checked}>'
            f"<span>{escape(self.text('quality', share))}</span></label>"
        )

    def options(self, most: int, share: float) -> str:
        """Some checkboxes, or radio buttons of which at most one is on."""
        kind, count = self.pick("checkbox", "checkbox", "radio"), self.rng.randint(1, most)
        on = self.rng.randrange(count + 1)
        return "".join(
            self.option(kind, index == on if kind == "radio" else self.chance(0.5), share)
            for index in range(count)
        )

    def entry(self, share: float = 0.4) -> str:
        """What one fills in, or chooses from."""
        if self.chance(0.65):
            wide = int(self.width * share * self.rng.uniform(0.85, 1.1)) + 14
            value = escape(self.text("", share * 0.85), quote=True)
            return (
                f'<input data-role="field" class="{self.look.entry}" style="width:{wide}px"'
                f' value="{value}">'
            )
        if self.look.entry != "raw" and self.chance(0.4):
            return self.said("combobox", "div", "", share * 0.8, f"combobox {self.look.entry}")
        option = escape(self.text("", share * 0.8))
        kind = f"combobox {self.look.entry}"
        return f'<select data-role="combobox" class="{kind}"><option>{option}</option></select>'

    def link(self, share: float = 0.6, kind: str = "unit") -> str:
        return self.said(
            "link", "a", "", share, f"{kind} {self.pick('', '', 'plain')}", ' href="#"'
        )

    def some(self, make: Callable[[], str], least: int, most: int) -> str:
        return "".join(make() for _ in range(self.rng.randint(least, max(least, most))))

    def across(self, each: int) -> int:
        """How many of so many letters stand beside each other."""
        return max(1, int(self.width / (each * self.look.advance)))

    def rows(self) -> int:
        """How many lines of text the page could hold at most."""
        return max(2, min(self.most, int(self.height / (self.look.letters * 1.3))))
