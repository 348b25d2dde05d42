"""Which files say most about a folder: what explains it, what declares it, its sources, the rest.

The order of a pack follows from names alone, so that equal folders make equal packs.
"""

import re
from pathlib import PurePosixPath

_MANIFESTS = {
    *("pyproject.toml", "setup.py", "setup.cfg", "package.json", "cargo.toml", "go.mod"),
    *("makefile", "cmakelists.txt", "pom.xml", "build.gradle", "build.gradle.kts", "gemfile"),
    *("package.swift", "composer.json", "mix.exs", "dockerfile", "requirements.txt"),
}
_EXPLAINING = ("readme", "architecture", "contributing", "changelog")
_LEGAL = ("license", "licence", "copying", "notice")
_LOCKS = re.compile(r"(^|/)([^/]*[.-]lock(\.[a-z]+)?|[^/]*\.min\.(js|css)|go\.sum)$")
_TESTS = re.compile(
    r"(^|/)(tests?|spec|__tests__|testdata|fixtures)/|(^|/)test_[^/]*$|_test\.[a-z]+$"
)
_RECORDS = {".json", ".csv", ".tsv", ".xml", ".svg", ".po", ".jsonl", ".log", ".ipynb"}


def rank(path: str) -> tuple[int, int, str]:
    """By this, files are sorted: the most telling first, within a rank by depth for what explains
    and declares, then by path.
    """
    pure = PurePosixPath(path)
    name, depth = pure.name.lower(), path.count("/")
    if _LOCKS.search(path.lower()) or name.startswith(_LEGAL):
        return 5, 0, path
    if pure.suffix.lower() in _RECORDS and name not in _MANIFESTS:
        return 4, 0, path
    if _TESTS.search(path.lower()):
        return 3, 0, path
    if name.startswith(_EXPLAINING[0]) and depth == 0:
        return 0, 0, path
    if depth == 0 and (name in _MANIFESTS or name.startswith(_EXPLAINING)):
        return 1, 0, path
    return 2, 0, path


def named_in(question: str, path: str) -> bool:
    """Whether a question names a file: by its path, its name, or its name without the suffix if
    that is no common word.
    """
    pure = PurePosixPath(path)
    names = [path, pure.name]
    if "_" in pure.stem or len(pure.stem) > 12:
        names.append(pure.stem)
    low = question.lower()
    return any(
        re.search(rf"(?<![\w./-]){re.escape(name)}(?![\w/-])", low)
        for name in map(str.lower, names)
        if name in low  # of very many files few are named, and expressions take their time
    )
