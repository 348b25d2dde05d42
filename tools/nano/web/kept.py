"""Layouts that training never sees: a talk, a page with a bar at its side, columns of offers."""

from tools.nano.web.draft import Draft
from tools.nano.web.layouts import Layout


def chat(draft: Draft) -> str:
    def line() -> str:
        mine = draft.pick("", "mine")
        inside = draft.label(0.6, "unit")
        time = draft.label(0.2, "unit small second") if draft.chance(0.3) else ""
        side = "end" if mine else ""
        bubble = f'<div class="said {mine} box">{inside}</div>'
        return f'<div class="row {side}">{time}{bubble}</div>'

    lines = "".join(line() for _ in range(max(1, draft.rows() // 2)))
    entry = f'<div class="unit">{draft.entry(0.45)}</div>{draft.button(0.25, "main")}'
    return f'<main><div class="row">{entry}</div>{lines}</main>'


def side(draft: Draft) -> str:
    chosen = draft.rng.randrange(5)
    role, tag = (("link", "a"), ("menuitem", "div"))[draft.rng.randrange(2)]
    items = "".join(
        draft.said(role, tag, "noun", 0.28, f"unit plain {'on' if index == chosen else ''}")
        for index in range(draft.rows())
    )
    body = draft.title()
    for _ in range(draft.rows() // 2):
        kind = draft.rng.randrange(4)
        if kind == 0:
            body += draft.entry(0.35).replace('class="', 'class="unit ')
        elif kind == 1:
            body += draft.option("checkbox", draft.chance(0.5), 0.4)
        else:
            body += draft.label(0.5) if kind == 2 else draft.button(0.4)
    inside = f'<div class="nav">{items}</div><div class="body stack">{body}</div>'
    return f'<main class="flush"><div class="beside">{inside}</div></main>'


def offers(draft: Draft) -> str:
    most = min(4, draft.across(13))

    def offer() -> str:
        share = 0.85 / most
        lines = "".join(draft.label(share) for _ in range(draft.rng.randint(1, 4)))
        inside = draft.title() if draft.chance(0.3) else draft.label(share, "unit strong", "noun")
        inside += f"<hr>{lines}{draft.button(share, 'main')}"
        return f'<div class="card box stack" style="align-items:center">{inside}</div>'

    columns = "".join(offer() for _ in range(most))
    return f'<main class="middle"><div class="row">{columns}</div></main>'


KEPT: dict[str, tuple[Layout, int]] = {"chat": (chat, 8), "side": (side, 9), "offers": (offers, 8)}
