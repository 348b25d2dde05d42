"""Compare the names that app/desktop/mac uses with what Apple declares, and keep the answers.

    make cocoa-names                              fetch the witnesses, write the golden file
    python -m tools.bundle.names --findings FILE  only tell what is wrong

Nothing is written while a name is undeclared. What was fetched stays in build/names.
"""

import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from tools.bundle.names.declared import REASONS, Witnesses, entry, witnesses
from tools.bundle.names.golden import GOLDEN, ROOT, Golden, reading, sources, strangers
from tools.bundle.names.used import Used

HEADERS = "@nativescript/macos-node-api@0.4.0"
FETCHED = ROOT / "build/names"
# The files are text for every version of Python; the wheels are not.
WHEELS = ("--platform", "macosx_10_13_universal2", "--platform", "macosx_11_0_universal2")


def pinned() -> list[str]:
    """pyobjc's wheels as they are locked."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return re.findall(r"^pyobjc-[\w-]+==[\w.]+", lock, re.MULTILINE)


def fetch_wheels() -> Path:
    folder, wanted = FETCHED / "pyobjc", pinned()
    marker = folder / ".ready"
    if not marker.exists() or marker.read_text() != "\n".join(wanted):
        shutil.rmtree(folder, ignore_errors=True)
        _run(
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
            *("--only-binary", ":all:", "--python-version", "3.12", *WHEELS),
            *("--dest", str(folder), *wanted),
        )
        for wheel in folder.glob("*.whl"):
            zipfile.ZipFile(wheel).extractall(folder)
        marker.write_text("\n".join(wanted))
    return folder


def fetch_headers() -> Path:
    folder = FETCHED / "headers"
    marker = folder / ".ready"
    if not marker.exists() or marker.read_text() != HEADERS:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _run("npm", "pack", "--silent", "--pack-destination", str(folder), HEADERS)
        (packed,) = folder.glob("*.tgz")
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
        marker.write_text(HEADERS)
    return folder / "package"


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command[:3])} failed:\n{done.stderr or done.stdout}")


def made(used: list[Used], known: Witnesses) -> tuple[Golden, list[str]]:
    """The answers, and what nobody declares."""
    golden: Golden = {}
    wrong: list[str] = []
    for one in sorted(used, key=lambda one: (one.kind, one.name)):
        found = entry(one, known)
        if found is None:
            wrong.append(f"{one.place}: {one.name} is declared nowhere ({one.kind})")
        elif (
            None not in (one.arguments, found["arguments"]) and one.arguments != found["arguments"]
        ):
            wrong.append(f"{one.place}: {one.name} has {one.arguments} arguments: {found}")
        else:
            golden.setdefault(one.kind, {})[one.name] = found
    return golden, wrong


def main() -> None:
    texts = sources()
    whole = reading(texts)
    golden, wrong = made(whole.used, witnesses(fetch_wheels(), fetch_headers()))
    wrong += [f"{fault.place}: {fault.what}" for fault in (*whole.faults, *strangers(whole, texts))]
    unused = REASONS.keys() - {one.name for one in whole.used}
    wrong += [f"REASONS: nobody uses {name}" for name in sorted(unused)]
    if "--findings" in sys.argv:
        Path(sys.argv[sys.argv.index("--findings") + 1]).write_text("\n".join(wrong) + "\n")
    elif not wrong:
        kept = {"made from": [HEADERS, *pinned()], "names": golden}
        text = json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True)
        GOLDEN.write_text(text + "\n", encoding="utf-8")
    count = sum(len(names) for names in golden.values())
    print(f"{count} names are declared, {len(wrong)} are wrong", *wrong, sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
