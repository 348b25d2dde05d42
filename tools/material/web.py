"""Pages rendered by Chromium, and what the browser itself says stands where on them."""

import io
from collections.abc import Iterator
from typing import Any

from PIL import Image

from tools.material.chromium import Chromium
from tools.material.pages import SMALL, WIDE, page
from tools.material.shot import Shot, Thing, in_order

# Blocks that do not fit the window go; what then is covered or cut spoils the page.
MEASURE = """
(() => {
  const main = document.querySelector('main');
  while (document.documentElement.scrollHeight > innerHeight && main.children.length > 1)
    main.lastElementChild.remove();
  const said = e => e.matches('select') ? e.selectedOptions[0].text
    : e.matches('input') ? e.value : e.textContent;
  return [...document.querySelectorAll('[data-role]')].map(e => {
    const box = e.getBoundingClientRect();
    const control = e.matches('input,select,button') ? e : e.querySelector('input');
    const on = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    return {
      role: e.dataset.role, text: said(e).trim(), name: e.getAttribute('aria-label') || '',
      state: control?.disabled ? 'disabled' : control?.checked ? 'checked' : '',
      box: [box.left, box.top, box.right, box.bottom].map(side => side * devicePixelRatio),
      whole: box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight
        && box.width > 0 && on !== null && (e === on || e.contains(on))
        && (!e.matches('input') || e.scrollWidth <= e.clientWidth),
    };
  });
})()
"""
_SIZES = {"chromium": SMALL, "chromium-wide": WIDE}


def shots(
    browser: Chromium, kind: str, scale: int, theme: str, count: int, first: int
) -> Iterator[Shot]:
    """So many pages of a kind ("chromium" or "chromium-wide") on which everything is whole."""
    seed = first
    while count:
        key = f"{kind}:{seed}"
        html, size = page(key, theme, _SIZES[kind])
        browser.shown(html, size, scale)
        things = truth(browser.value(MEASURE))
        if things:
            image = Image.open(io.BytesIO(browser.picture()))
            name = f"{kind}_{scale}x_{theme}_{seed}"
            yield Shot(key, name, f"{kind} {scale}x {theme}", image, in_order(things))
            count -= 1
        seed += 1


def truth(measured: list[dict[str, Any]]) -> list[Thing]:
    """What the page holds, boxes in pixels; nothing if any of it is covered or cut off."""
    if not all(entry["whole"] for entry in measured):
        return []
    return [
        Thing(
            entry["role"],
            " ".join(entry["text"].split()),
            entry["state"],
            tuple(round(side) for side in entry["box"]),  # pyright: ignore[reportArgumentType]
            entry["name"],
        )
        for entry in measured
    ]
