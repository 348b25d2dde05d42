"""Gather what the window says and make the translations that it loads.

    python -m tools.translations            gather new strings, drop old ones, release
    python -m tools.translations --missing  list what has no translation yet

A .ts file holds every string and its translation and is edited by hand; the .qm beside it is made
from it. Both are kept in the repository, so that a program from source speaks all languages.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import PySide6

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "resources/i18n"
ROOMS = ("app/ui", "app/desktop")
CODES = ("zh_CN",)
TOOLS = Path(PySide6.__file__).parent


@dataclass(frozen=True)
class Said:
    """A string of the sources: `context` is the class that says it."""

    context: str
    source: str
    translation: str = ""
    finished: bool = False


class Untranslatable(Exception):
    """A string that the gatherer cannot see. The message names file and line."""


def sources(root: Path = ROOT) -> list[Path]:
    return sorted(path for room in ROOMS for path in (root / room).rglob("*.py"))


def gather(ts: Path, files: list[Path]) -> None:
    """Bring a .ts up to the sources; translations of strings that are still there stay."""
    code = ts.stem.removeprefix("kestrel_")
    _run(
        "lupdate",
        *("-locations", "none", "-no-obsolete", "-no-sort"),
        *("-source-language", "en", "-target-language", code),
        *(str(path) for path in files),
        *("-ts", str(ts)),
    )


def release(ts: Path, qm: Path) -> None:
    """What is marked as unfinished is left out: it would be shown as if someone had read it."""
    _run("lrelease", "-nounfinished", str(ts), "-qm", str(qm))


def strings(ts: Path) -> list[Said]:
    found: list[Said] = []
    for context in ElementTree.parse(ts).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            found.append(
                Said(
                    context.findtext("name", ""),
                    message.findtext("source", ""),
                    translation.text or "",
                    translation.get("type") is None,
                )
            )
    return found


def said(path: Path) -> Iterator[Said]:
    """Every string that a module hands to `tr` or `translate`.

    Raises:
        Untranslatable: one of them is no plain literal.
    """
    yield from _said_in(ast.parse(path.read_text(encoding="utf-8")), "", path)


def _said_in(node: ast.AST, context: str, path: Path) -> Iterator[Said]:
    if isinstance(node, ast.ClassDef):
        context = node.name
    if isinstance(node, ast.Assign) and _is_renamed(node):
        raise Untranslatable(f"{path}:{node.lineno}: under another name it is not gathered")
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)  # a painter, too, has a `translate`
        if called.endswith(".tr"):
            yield Said(context, _literal(node, 0, path))
        elif called in ("translate", "QCoreApplication.translate", "QApplication.translate"):
            yield Said(_literal(node, 0, path), _literal(node, 1, path))
    for child in ast.iter_child_nodes(node):
        yield from _said_in(child, context, path)


def _is_renamed(node: ast.Assign) -> bool:
    taken = ast.unparse(node.value).endswith("Application.translate")
    return taken and ast.unparse(node.targets[0]) != "translate"


def placeholders(text: str) -> list[str]:
    """What `format` fills in, sorted: the same in every language."""
    return sorted(re.findall(r"\{[^{}]*\}", text))


def _literal(call: ast.Call, place: int, path: Path) -> str:
    argument = call.args[place]
    if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
        raise Untranslatable(f"{path}:{call.lineno}: {ast.unparse(argument)} is no plain string")
    return argument.value


def _run(tool: str, *arguments: str) -> None:
    done = subprocess.run([str(TOOLS / tool), *arguments], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{tool} failed: {done.stderr or done.stdout}")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for code in CODES:
        ts = FOLDER / f"kestrel_{code}.ts"
        if "--missing" not in sys.argv:
            gather(ts, sources())
            release(ts, ts.with_suffix(".qm"))
        missing = [one for one in strings(ts) if not one.finished]
        print(f"{ts.name}: {len(strings(ts))} strings, {len(missing)} without a translation")
        for one in missing if "--missing" in sys.argv else ():
            print(f"  {one.context}: {one.source!r}")


if __name__ == "__main__":
    main()
