"""Which rows there are, and what their headings say."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import QLocale

from app.chat.conversation import ChatCard
from app.ui.sidebar.headings import title_of
from app.ui.sidebar.rows import Entry, Heading, rows_of

TODAY = date(2026, 3, 30)  # the day after the clocks changed in Europe


def card(name: str, *when: int, folder: str = "", pinned: bool = False) -> ChatCard:
    changed = datetime(*when).timestamp()  # type: ignore[arg-type]  # year, month, …
    return ChatCard(name, name, changed, changed, folder, pinned)


def told(rows) -> list[str]:
    return [r.card.id if isinstance(r, Entry) else f"# {title_of(r, TODAY)}" for r in rows]


@pytest.fixture(autouse=True)
def english():
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


def test_chats_stand_under_their_day_the_latest_first():
    cards = [
        card("last year", 2025, 3, 1),
        card("yesterday late", 2026, 3, 29, 23, 59),
        card("midnight", 2026, 3, 30, 0, 0),
        card("six days ago", 2026, 3, 24),
        card("eight days ago", 2026, 3, 22),
        card("now", 2026, 3, 30, 12),
        card("yesterday early", 2026, 3, 29, 0, 0),
    ]
    assert told(rows_of(cards, (), (), TODAY)) == [
        "# Today",
        "now",
        "midnight",
        "# Yesterday",
        "yesterday late",
        "yesterday early",
        "# Previous 7 days",
        "six days ago",
        "# March",
        "eight days ago",
        "# March 2025",
        "last year",
    ]


def test_pinned_chats_and_folders_stand_above_the_days_each_chat_once():
    cards = [
        card("plain", 2026, 3, 30),
        card("both", 2026, 3, 30, folder="Work", pinned=True),
        card("filed", 2020, 1, 1, folder="Work"),
        card("elsewhere", 2020, 1, 1, folder="Unknown to the list"),
    ]
    assert told(rows_of(cards, ("Empty", "Work"), (), TODAY)) == [
        "# Pinned",
        "both",
        "# Empty",
        "# Work",
        "filed",
        "# Unknown to the list",
        "elsewhere",
        "# Today",
        "plain",
    ]


def test_a_closed_heading_hides_its_chats_and_counts_them():
    cards = [card("a", 2026, 3, 30, folder="Work"), card("b", 2026, 3, 30, folder="Work")]
    rows = rows_of(cards, ("Work",), {Heading("folder", "Work").key}, TODAY)
    assert rows == (Heading("folder", "Work", count=2, closed=True),)


def test_ten_thousand_chats_are_rows_once_each():
    cards = [card(f"{n}", 2020 + n % 7, 1 + n % 12, 1 + n % 28) for n in range(10_000)]
    rows = rows_of(cards, (), (), TODAY)
    assert sorted(r.card.id for r in rows if isinstance(r, Entry)) == sorted(c.id for c in cards)
    headings = [r for r in rows if isinstance(r, Heading)]
    assert len(headings) == len(set(headings))
