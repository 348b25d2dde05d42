"""Layouts of pages: what stands where, as HTML, from a draft's chance.

A layout fills about a page; what does not fit is taken out in the browser. `KEPT` are those that
training never sees.
"""

from collections.abc import Callable

from tools.nano.web.draft import Draft

Layout = Callable[[Draft], str]


def _row(inside: str, kind: str = "") -> str:
    return f'<div class="row {kind}">{inside}</div>'


def _main(inside: str, kind: str = "") -> str:
    return f'<main class="{kind}">{inside}</main>'


def _buttons(draft: Draft, most: int = 3) -> str:
    count = draft.rng.randint(1, max(1, min(most, draft.across(9))))
    first = draft.button(0.9 / count, draft.pick("main", "main", ""))
    rest = [draft.button(0.9 / count) for _ in range(count - 1)]
    buttons = [*rest, first] if draft.chance(0.5) else [first, *rest]
    return _row("".join(buttons), draft.pick("", "", "end", "centre"))


def _head(draft: Draft, share: float = 0.5) -> str:
    """A title as a bar or as large letters, or none."""
    if not draft.chance(share):
        return ""
    return draft.title(draft.pick("unit bar", "unit", "unit"))


def form(draft: Draft) -> str:
    blocks = []
    above = draft.chance(0.3)
    for _ in range(draft.rows() * 2 // 3):
        kind = draft.rng.random()
        if kind < 0.6 and above:
            pair = draft.label(0.6, pool="noun") + _row(draft.entry(0.6))
            blocks.append(f'<div class="unit stack tight">{pair}</div>')
        elif kind < 0.6:
            pair = draft.label(0.4, "", "noun") + draft.entry(0.4)
            blocks.append(f'<div class="unit row {draft.pick("", "apart")}">{pair}</div>')
        elif kind < 0.85:
            most = draft.across(14)
            blocks.append(_row(draft.options(most, 0.8 / most)))
        else:
            blocks.append(_buttons(draft))
    return _main(_head(draft) + "".join(blocks))


def table(draft: Draft) -> str:
    most = draft.across(9)
    columns = draft.rng.randint(min(2, most), max(2, min(7, most)))
    share = 0.95 / columns
    grid = draft.pick("grid", "grid", "lines", "zebra", "plain")

    def cell(tag: str) -> str:
        if grid == "grid":
            return draft.said("label", tag, "", share, "unit")
        role = "link" if draft.chance(0.08) else "label"
        inside = draft.said(role, "a" if role == "link" else "span", "", share)
        return f'<{tag} class="unit">{inside}</{tag}>'

    def line(tag: str) -> str:
        return f"<tr>{''.join(cell(tag) for _ in range(columns))}</tr>"

    head = line("th") if draft.chance(0.7) else ""
    body = "".join(line("td") for _ in range(min(draft.rows(), draft.most // columns + 1)))
    full = draft.pick("", "full")
    end = _buttons(draft) if draft.chance(0.3) else ""
    inside = f'{_head(draft, 0.3)}{end}<table class="{grid} {full}">{head}{body}</table>'
    return _main(inside, draft.pick("", "flush"))


def listing(draft: Draft) -> str:
    spot = '<span class="spot"></span>' if draft.chance(0.3) else ""
    meter = draft.chance(0.15)

    def item() -> str:
        first = draft.link(0.5, "") if draft.chance(0.5) else draft.label(0.5, "strong")
        rest = draft.label(0.4, draft.pick("second", "second small")) if draft.chance(0.6) else ""
        if meter:
            rest += '<span class="meter"></span>'
        return f'<li class="unit row {draft.pick("", "apart")}">{spot}{first}{rest}</li>'

    kind = draft.pick("lined", "lined card", "")
    inside = draft.some(item, draft.rows() // 2, draft.rows())
    return _main(f'{_head(draft)}<ul class="box {kind}">{inside}</ul>')


def cards(draft: Draft) -> str:
    most = draft.across(16)

    def card() -> str:
        share = 0.85 / most
        parts = [draft.label(share, "unit strong", "noun")]
        parts += [
            draft.label(share, draft.pick("unit", "unit second", "unit second small"))
            for _ in range(draft.rng.randint(0, 2))
        ]
        parts.append(draft.button(share) if draft.chance(0.6) else draft.link(share))
        return f'<div class="card box stack tight">{"".join(parts)}</div>'

    lines = [_row("".join(card() for _ in range(most))) for _ in range(draft.rows() // 4 + 1)]
    return _main(_head(draft) + "".join(lines))


def menu(draft: Draft) -> str:
    bar = ""
    if draft.chance(0.5):
        bar = draft.some(
            lambda: draft.said("menuitem", "span", "noun", 0.2, "unit padded"), 2, draft.across(9)
        )
        bar = f'<div class="row panel tight">{bar}</div>'
    chosen = draft.rng.randrange(8)

    def items() -> str:
        parts = []
        for index in range(draft.rng.randint(3, draft.rows())):
            on = "on" if index == chosen else ""
            parts.append(draft.said("menuitem", "li", "action", 0.45, f"unit {on}"))
            if draft.chance(0.12):
                parts.append("<hr>")
        return f'<ul class="menu box">{"".join(parts)}</ul>'

    menus = "".join(items() for _ in range(draft.rng.randint(1, draft.across(18))))
    body = f'<div class="row" style="align-items:flex-start">{menus}</div>'
    return _main(bar + body, "flush tight" if bar else "")


def tabs(draft: Draft) -> str:
    count = draft.rng.randint(2, max(2, draft.across(9)))
    on = draft.rng.randrange(count)
    strip = "".join(
        draft.said("tab", "div", "noun", 0.8 / count, f"unit tab {'on' if index == on else ''}")
        for index in range(count)
    )
    strip = f'<div class="tabs {draft.pick("", "boxed")}">{strip}</div>'
    rows = "".join(_mixed(draft) for _ in range(draft.rows() * 2 // 3))
    return _main(strip + rows, "")


def _mixed(draft: Draft) -> str:
    """A row of anything."""
    kind = draft.rng.randrange(5)
    if kind == 0:
        most = draft.across(14)
        return _row(draft.options(most, 0.8 / most))
    if kind == 1:
        pair = draft.label(0.4, "", "noun") + draft.entry(0.4)
        return f'<div class="unit row">{pair}</div>'
    if kind == 2:
        return _row(draft.label(0.45) + draft.link(0.4))
    return _buttons(draft) if kind == 3 else _row(draft.label(0.9))


def dialog(draft: Draft) -> str:
    lines = draft.rng.randint(1, max(1, min(4, draft.rows() - 4)))
    body = "".join(draft.label(0.75) for _ in range(lines))
    if draft.chance(0.6):
        body += f'<div class="stack tight">{draft.options(3, 0.6)}</div>'
    if draft.chance(0.4):
        body += f'<div class="unit row">{draft.label(0.3, "", "noun")}{draft.entry(0.35)}</div>'
    head = draft.title(draft.pick("unit", "unit bar"))
    inside = f'<div class="stack full padded">{body}</div>{_buttons(draft)}'
    return _main(f'<div class="card box stack full">{head}{inside}</div>', "middle")


def toolbar(draft: Draft) -> str:
    def bar() -> str:
        most = draft.across(9)
        inside = draft.some(lambda: draft.button(0.9 / most), 1, most)
        if draft.chance(0.4):
            inside = f'<div class="unit">{draft.entry(0.3)}</div>{inside}'
        return f'<div class="row panel padded">{inside}</div>'

    rows = "".join(_row(draft.label(0.9)) for _ in range(draft.rows() // 3))
    more = "".join(_mixed(draft) for _ in range(draft.rows() // 3))
    status = _row(draft.label(0.4, "unit small second") + draft.label(0.3, "unit small"), "apart")
    return _main(bar() + rows + more + bar() + status, draft.pick("", "flush"))


def settings(draft: Draft) -> str:
    blocks = []
    for _ in range(draft.rows() // 2 + 1):
        kind = draft.rng.random()
        if kind < 0.2:
            blocks.append(draft.label(0.7, "unit strong", "noun"))
        elif kind < 0.6:
            turned = draft.pick("turned", "turned", "")
            role = draft.pick("checkbox", "checkbox", "radio")
            blocks.append(draft.option(role, draft.chance(0.5), 0.7, turned))
        elif kind < 0.85:
            pair = draft.label(0.45, "") + draft.entry(0.4)
            blocks.append(f'<div class="unit row apart">{pair}</div>')
        else:
            blocks.append(f"{draft.label(0.8, 'unit small second')}<hr>")
    return _main(_head(draft, 0.6) + "".join(blocks))


def article(draft: Draft) -> str:
    def line() -> str:
        if draft.chance(0.15):
            return _row(draft.link(0.8))
        words = draft.text("", 0.45)
        while (len(words) + 4) * draft.look.advance < 0.8 * draft.width:
            words += " " + draft.text("", 0.4)
        draft.used.add(words)
        text = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f'<div class="row"><span data-role="label" class="unit">{text}</span></div>'

    lines = "".join(line() for _ in range(draft.rows()))
    head = _head(draft, 0.8) + (draft.label(0.7, "unit second small") if draft.chance(0.5) else "")
    return _main(f'{head}<div class="stack tight">{lines}</div>')


def receipt(draft: Draft) -> str:
    dots = '<span class="dots"></span>' if draft.chance(0.4) else ""

    def line(kind: str = "") -> str:
        pair = draft.label(0.5, kind) + dots + draft.label(0.3, kind)
        return f'<div class="unit row apart">{pair}</div>'

    lines = "".join(line() for _ in range(draft.rows() - 1))
    inside = f"{_head(draft)}{line('strong')}<hr>{lines}"
    return _main(f'<div class="stack full tight">{inside}</div>')


LAYOUTS: dict[str, tuple[Layout, int]] = {
    "form": (form, 3),
    "table": (table, 4),
    "listing": (listing, 2),
    "cards": (cards, 2),
    "menu": (menu, 2),
    "tabs": (tabs, 2),
    "dialog": (dialog, 2),
    "toolbar": (toolbar, 2),
    "settings": (settings, 2),
    "article": (article, 2),
    "receipt": (receipt, 2),
}
