"""The rows of the list: chats under headings, pinned ones first, then folders, then by day."""

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from app.chat.conversation import ChatCard

Kind: TypeAlias = Literal["pinned", "folder", "today", "yesterday", "week", "month"]


@dataclass(frozen=True)
class Heading:
    """`name` is that of a folder; `month` is the first day of one."""

    kind: Kind
    name: str = ""
    month: date = date.min
    count: int = 0
    closed: bool = False

    @property
    def key(self) -> str:
        """Stays the same while chats come and go."""
        return f"{self.kind}:{self.name or self.month}"

    @property
    def can_close(self) -> bool:
        return self.kind in ("pinned", "folder")


@dataclass(frozen=True)
class Entry:
    """One chat."""

    card: ChatCard


Row: TypeAlias = Heading | Entry


def rows_of(
    cards: Sequence[ChatCard], folders: Sequence[str], closed: Collection[str], today: date
) -> tuple[Row, ...]:
    """Each chat once: where it is pinned, else in its folder, else under its day."""
    return tuple(_rows(cards, folders, closed, today))


def _rows(
    cards: Sequence[ChatCard], folders: Sequence[str], closed: Collection[str], today: date
) -> Iterator[Row]:
    pinned = [card for card in cards if card.pinned]
    if pinned:
        yield from _foldable(Heading("pinned"), pinned, closed)
    rest = [card for card in cards if not card.pinned]
    names = dict.fromkeys((*folders, *(card.folder for card in rest if card.folder)))
    for name in names:
        inside = [card for card in rest if card.folder == name]
        yield from _foldable(Heading("folder", name), inside, closed)
    by_day = sorted((c for c in rest if not c.folder), key=lambda c: c.changed, reverse=True)
    yield from _days(by_day, today)


def _foldable(
    heading: Heading, cards: Sequence[ChatCard], closed: Collection[str]
) -> Iterator[Row]:
    shut = heading.key in closed
    yield Heading(heading.kind, heading.name, count=len(cards), closed=shut)
    if not shut:
        yield from map(Entry, cards)


def _days(cards: Sequence[ChatCard], today: date) -> Iterator[Row]:
    midnight = _start(today)
    bounds = midnight, _start(today - timedelta(1)), _start(today - timedelta(7))
    last: Heading | None = None
    for card in cards:
        heading = _heading(card.changed, bounds)
        if heading != last:
            yield heading
            last = heading
        yield Entry(card)


def _start(day: date) -> float:
    """When a day began here; days of 23 and 25 hours are counted right."""
    return datetime(day.year, day.month, day.day).timestamp()


def _heading(changed: float, bounds: tuple[float, float, float]) -> Heading:
    today, yesterday, week = bounds
    if changed >= today:
        return Heading("today")
    if changed >= yesterday:
        return Heading("yesterday")
    if changed >= week:
        return Heading("week")
    local = time.localtime(changed)
    return Heading("month", month=date(local.tm_year, local.tm_mon, 1))
