"""Which packages an arm64 Mac takes, resolved by uv, and whether they are those that were locked.

The traps that this holds shut (facts/macos.md §0, §2): pip evaluates markers for the machine that
it runs on, so that mlx-metal is silently missing; uv takes macOS 13 for the target unless told
otherwise, and then silently chooses older wheels.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from email.parser import HeaderParser
from pathlib import Path

from packaging.markers import Marker
from packaging.utils import canonicalize_name

from tools.bundle.closure.checks import FLOOR, Fault

ROOT = Path(__file__).parents[3]
UV = ROOT / ".venv-closure/bin/uv"
PYTHON = "3.12"  # as build_macos.sh takes it
TARGET = "aarch64-apple-darwin"
DEPLOYMENT = ".".join(map(str, FLOOR))
# The Metal library of the wheel for 15 and of that for 26 does not load on 14.
EXACT_TAGS = {"mlx-metal": "macosx_14_0_arm64", "mlx": "macosx_14_0_arm64"}

Pins = Mapping[str, str]


def compiled(python: str, cache: Path) -> str:
    """What uv makes of the app's own dependencies, without the extras, held to the lock."""
    sources = [str(ROOT / "pyproject.toml"), "--constraints", str(ROOT / "requirements.lock")]
    return _uv(cache, "compile", python, "--no-header", "--no-annotate", *sources)


def unpack(requirements: Path, site: Path, python: str, cache: Path) -> None:
    arguments = ["--no-deps", "--target", str(site), "--requirements", str(requirements)]
    _uv(cache, "install", python, *arguments)


def _uv(cache: Path, verb: str, python: str, *arguments: str) -> str:
    target = ["--python-platform", TARGET, "--python-version", python, "--only-binary", ":all:"]
    done = subprocess.run(
        [str(UV), "pip", verb, "--quiet", *target, *arguments],
        env={**os.environ, "MACOSX_DEPLOYMENT_TARGET": DEPLOYMENT, "UV_CACHE_DIR": str(cache)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"uv pip {verb} failed:\n{done.stderr}")
    return done.stdout


def pins(requirements: str, python: str) -> Pins:
    """Names and versions that hold on the target: `name==version ; marker` a line."""
    found: dict[str, str] = {}
    environment = _environment(python)
    for line in requirements.splitlines():
        if match := re.match(r"([\w.-]+)==([^\s;]+)\s*(?:;\s*(.+))?$", line):
            name, version, marker = match.groups()
            if marker is None or Marker(marker).evaluate(environment):
                found[canonicalize_name(name)] = version
    return found


def _environment(python: str) -> dict[str, str]:
    return {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": "arm64",
        "platform_python_implementation": "CPython",
        "platform_system": "Darwin",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "darwin",
    }


def version_faults(resolved: Pins, locked: Pins, needed: tuple[str, ...]) -> Iterator[Fault]:
    """`needed` are packages that were silently missing before."""
    for name, version in resolved.items():
        if name not in locked:
            yield Fault("locked", name, "is not in requirements.lock")
        elif version != locked[name]:
            yield Fault("locked", name, f"is {version}; requirements.lock has {locked[name]}")
    for name in needed:
        if name not in resolved:
            yield Fault("locked", name, "was not resolved for a Mac at all")


def wheel_faults(site: Path, resolved: Pins) -> Iterator[Fault]:
    """What was unpacked is what was resolved, from wheels that a Mac with macOS 14 takes."""
    unpacked: set[str] = set()
    for folder in sorted(site.glob("*.dist-info")):
        metadata = HeaderParser().parsestr((folder / "METADATA").read_text(encoding="utf-8"))
        name, version = canonicalize_name(metadata["Name"]), metadata["Version"]
        unpacked.add(name)
        if resolved.get(name) != version:
            yield Fault("wheels", name, f"{version} was unpacked, {resolved.get(name)} resolved")
        wheel = HeaderParser().parsestr((folder / "WHEEL").read_text(encoding="utf-8"))
        platforms = {tag.rpartition("-")[2] for tag in wheel.get_all("Tag", [])}
        if not any(_fits(platform, EXACT_TAGS.get(name)) for platform in platforms):
            yield Fault("wheels", name, f"is tagged {', '.join(sorted(platforms))}")
    for name in sorted(resolved.keys() - unpacked):
        yield Fault("wheels", name, "was not unpacked")


def _fits(platform: str, exact: str | None) -> bool:
    if exact is not None:
        return platform == exact
    match = re.fullmatch(r"macosx_(\d+)_(\d+)_(arm64|universal2)", platform)
    return platform == "any" or (match is not None and (int(match[1]), int(match[2])) <= FLOOR)
