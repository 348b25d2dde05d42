"""What `kestrel pack` says of a folder and of an answer about it, as text and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

import click

from app.cli.facts import Json, evidence_json, say, shortened, visible
from app.reading.counted import counted
from app.reading.folders.answering import FolderAnswer, PartAnswer
from app.reading.folders.citations import Citation
from app.reading.folders.pack import Pack
from app.reading.folders.walking import Skipped

SHOWN = 10  # of what was skipped for one reason; --verbose tells all
LINES = 60  # of the map


def print_plan(packed: Pack, verbose: bool) -> None:
    """The map, the numbers, and what was skipped."""
    if not packed.sources:
        see = "; see what was skipped" if packed.skipped else ""
        click.echo(visible(f"{packed.name} holds nothing to read{see}"))
        _print_skipped(packed.skipped, verbose)
        return
    _print_map(packed, verbose)
    for line in packed.plan.words():
        click.echo(line)
    _print_oddities(packed)
    _print_skipped(packed.skipped, verbose)


def print_answer(reply: FolderAnswer, packed: Pack, verbose: bool) -> None:
    """The answer with what is wrong marked in it, its citations, and over what it was given."""
    if reply.checked is not None:
        click.echo(visible(reply.checked.marked()))
        _print_citations(reply.citations)
        if not reply.whole:
            say("the answer was cut off or repeated itself; ask for less at once")
    for part in reply.parts:
        _print_part(part, in_full=verbose or reply.checked is None)
    say(reply.rests_on)
    unread = [each for each in packed.skipped if each.why not in ("ignored", "not wanted")]
    if unread and not verbose:
        were = "thing was" if len(unread) == 1 else "things were"
        say(f"{len(unread):,} {were} skipped; kestrel pack without a question says why")
    if verbose:
        _print_skipped(packed.skipped, verbose)


def pack_json(packed: Pack, out: Path | None) -> Json:
    """All about a folder but its text."""
    plan = packed.plan
    written = {"out": click.format_filename(out)} if out else {}
    return {
        "folder": click.format_filename(packed.root),
        "plan": asdict(plan) | {"share": round(plan.share, 4), "words": list(plan.words())},
        "files": [
            {
                "path": source.path,
                "lines": len(source.lines),
                "bytes": source.size,
                "encoding": source.encoding,
                "shortened_lines": source.shortened,
            }
            for source in packed.sources.values()
        ],
        "map": packed.map,
        "skipped": [asdict(each) for each in packed.skipped],
        **written,
    }


def reply_json(reply: FolderAnswer) -> Json:
    """An answer with its evidence."""
    checked = reply.checked
    return {
        "answer": checked.text if checked else None,
        "marked": checked.marked() if checked else None,
        "markdown": checked.markdown() if checked else None,
        "citations": [_citation_json(each) for each in reply.citations],
        "complete": reply.whole,
        "rests_on": reply.rests_on,
        "parts": [_part_json(part) for part in reply.parts],
    }


def _citation_json(each: Citation) -> Json:
    return {
        "path": each.path,
        "from": each.first or None,
        "to": each.last or None,
        "quotes": list(each.quotes),
        **evidence_json([each.evidence]),
    }


def _part_json(part: PartAnswer) -> Json:
    checked = part.checked
    return {
        "number": part.number,
        "files": part.files,
        "answer": checked.text if checked else None,
        "citations": [_citation_json(each) for each in checked.citations] if checked else [],
        "failed": part.failed or None,
        "complete": part.whole,
    }


def _print_map(packed: Pack, verbose: bool) -> None:
    lines = [line.removeprefix("| ") for line in packed.map.splitlines()[1:]]
    for line in lines if verbose else lines[:LINES]:
        click.echo(visible(line if verbose else _cut(line)))
    if len(lines) > LINES and not verbose:
        click.echo(
            f"... and {counted(len(lines) - LINES, 'line')} more of the map; --verbose shows all"
        )


def _cut(line: str) -> str:
    return line if len(line) <= 100 else f"{line[:99]}…"


def _print_oddities(packed: Pack) -> None:
    """What was read, but not as it stands on disk."""
    for source in packed.sources.values():
        if source.encoding != "UTF-8":
            click.echo(f"read as {source.encoding}: {source.path}")
        if source.shortened:
            click.echo(f"{counted(source.shortened, 'long line')} shortened: {source.path}")


def _print_skipped(skipped: Sequence[Skipped], verbose: bool) -> None:
    def why(each: Skipped) -> str:
        return each.why

    for reason, group in groupby(sorted(skipped, key=why), key=why):
        members = list(group)
        say(f"skipped, {reason}: {len(members)}")
        for each in members if verbose else members[:SHOWN]:
            say(f"  {shortened(each.path, 60)}: {each.words}")
        if len(members) > SHOWN and not verbose:
            say(f"  and {len(members) - SHOWN} more; --verbose names all")


def _print_citations(citations: Sequence[Citation]) -> None:
    if not citations:
        say("the answer cites no place; nothing of it could be checked")
        return
    click.echo()
    width = max(len(each.verdict) for each in citations)
    for each in citations:
        where = each.place if each.first else each.path
        words = shortened(each.evidence.words, 80)
        click.echo(visible(f"{each.verdict.ljust(width)}  {where}  {words}"))
    if any(each.verdict == "confirmed" for each in citations):
        say("confirmed is that the quotation stands there, not what is said about it")


def _print_part(part: PartAnswer, *, in_full: bool) -> None:
    if part.failed:
        say(f"part {part.number} ({part.files}): {part.failed}")
    elif part.checked is None:
        say(f"part {part.number} ({part.files}): nothing found")
    elif in_full:
        say(f"part {part.number} ({part.files}):")
        say(part.checked.marked())
