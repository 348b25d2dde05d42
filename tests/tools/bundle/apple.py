"""Stand-ins for a Mac's tools, first on PATH: each notes its call, and fails if it is to.

`FAIL` is a pattern of the shell's that a whole call ("codesign --verify *") is compared with.
"""

import os
import shutil
import signal
import stat
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[3]
NEEDED = (
    "build_macos.sh",
    "requirements.lock",
    "tools/bundle/requirements-freeze.txt",
    "tools/bundle/signing.sh",
    "tools/bundle/entitlements.plist",
    "tools/bundle/kestrel.spec",
    "tools/bundle/lproj",
)
FILES = ("Kestrel.dmg", "selftest.json")
OWN = "0123456789ABCDEF0123456789ABCDEF01234567"  # the self-signed certificate, by its SHA-1
COMMON = """#!/bin/sh
call="$(basename "$0") $*"
case $0 in */volume/*) call="mounted $call" ;; esac
echo "$call" >>"$CALLS"
case $call in
$FAIL) echo "$call: no" >&2; exit 1 ;;
$SLOW) /bin/sleep 30 ;;
esac
"""
TOOLS = {
    "uname": 'case $1 in -s) echo "${SYSTEM:-Darwin}" ;; -m) echo "${CHIP:-arm64}" ;; esac',
    "sw_vers": 'echo "${MACOS:-15.1}"',
    "sleep": "",
    "mv": '/bin/mv "$@"',
    "xcode-select": "echo /Library/Developer/CommandLineTools",
    "df": 'printf "Filesystem blocks used free\\n/dev/disk 9 9 %s000000\\n" "${FREE_GB:-90}"',
    # Of a Mac without uv: what pip puts into build/uv is the stand-in for uv.
    "python3": 'mkdir -p "$3/bin"; cp "$STANDINS/pip" "$3/bin/python"',
    "pip": 'cp "$STANDINS/hidden-uv" "$(dirname "$0")/uv"',
    "uv": """
if [ "$1" = --version ]; then
    echo "uv 0.13.9 (abc)"
elif [ "$1" = venv ]; then
    for folder; do :; done
    mkdir -p "$folder/bin"
    cp "$STANDINS/python" "$folder/bin/python"
else
    site=.venv-macos/lib/python3.12/site-packages/mlx_metal-0.32.4.dist-info
    mkdir -p "$site"
    echo "Tag: py3-none-${WHEEL:-macosx_14_0_arm64}" >"$site/WHEEL"
fi""",
    "python": """
if [ "$2" = PyInstaller ]; then
    while [ "$1" != --distpath ]; do shift; done
    contents=$2/Kestrel.app/Contents
    mkdir -p "$contents/MacOS" "$contents/Resources" "$2/Kestrel"
    mkdir -p "$contents/Frameworks/QtCore.framework" "$contents/Frameworks/mlx"
    touch "$contents/Frameworks/libmlx.dylib" "$contents/Frameworks/mlx/core.so"
    cp "$STANDINS/Kestrel" "$contents/MacOS/Kestrel"
    echo "$BUILD" >"$contents/Resources/build"
fi""",
    "Kestrel": "echo '{\"passed\": true}'",
    "xattr": "",
    "codesign": "",
    # With -v only what macOS trusts: nothing that one has signed oneself.
    "security": """
case "$1 $2" in
"find-identity "*)
    echo "  1) AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA \\"Developer ID Application: Anna (ABC)\\""
    [ "$2" = -v ] || cat "$STANDINS/identities" 2>/dev/null || true
    ;;
"import "*)
    echo "  2) $OWN \\"Kestrel (self-signed)\\" (CSSMERR_TP_NOT_TRUSTED)" >"$STANDINS/identities"
    ;;
esac""",
    "openssl": """
while [ $# -gt 1 ]; do
    case $1 in -out | -keyout) touch "$2" ;; esac
    shift
done""",
    "ditto": 'for last; do :; done; case $1 in -c) touch "$last" ;; *) cp -R "$1" "$last" ;; esac',
    "hdiutil": """
for last; do :; done
if [ "$1" = create ]; then
    while [ "$1" != -srcfolder ]; do shift; done
    echo "image: $(cd "$2" && echo *) -> $(readlink "$2/Applications")" >>"$CALLS"
    touch "$last"
elif [ "$1" = attach ]; then
    volume=$(dirname "$last")/volume
    cp -R "$volume/../image/." "$volume"
elif [ "$1" = detach ]; then
    rm -rf "$last"/*
fi""",
    "xcrun": '[ "$1" != notarytool ] || printf "  id: 1\\n  status: %s\\n" "${VERDICT:-Accepted}"',
}


@dataclass
class Mac:
    """A folder with a space in its name, in which a build can be tried."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder, self.tools = self.root / "My Kestrel", self.root / "tools"
        self.calls_file = self.root / "calls"
        self.tools.mkdir(parents=True)
        for name in NEEDED:
            source, target = ROOT / name, self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target)
            else:
                shutil.copy2(source, target)
        for name, body in TOOLS.items():
            tool = self.tools / name
            tool.write_text(COMMON + body + "\n")
            tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
        self.environment = {
            "PATH": f"{self.tools}:/usr/bin:/bin",
            "HOME": str(self.root),
            "CALLS": str(self.calls_file),
            "STANDINS": str(self.tools),
            "FAIL": "-",
            "SLOW": "-",
            "BUILD": "1",
            "OWN": OWN,
        }

    def build(self, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        self.calls_file.write_text("")
        return subprocess.run(
            ["sh", "build_macos.sh", *options],
            cwd=self.folder,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
        )

    def interrupted(self, during: str) -> int:
        """Ended by SIGTERM, it and what it has started, while this call runs; the exit code."""
        self.calls_file.write_text("")
        program = subprocess.Popen(
            ["sh", "build_macos.sh"],
            cwd=self.folder,
            env=self.environment | {"SLOW": f"{during}*"},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while not any(call.startswith(during) for call in self.calls):
            assert program.poll() is None, "it ended before"
            time.sleep(0.02)
        os.killpg(program.pid, signal.SIGTERM)
        return program.wait(30)

    @property
    def calls(self) -> list[str]:
        return self.calls_file.read_text().splitlines()

    def calls_of(self, tool: str) -> list[str]:
        return [call for call in self.calls if call.startswith(f"{tool} ")]

    def have_former(self) -> None:
        """A build "1" of before, as `deliver` would have left it."""
        resources = self.folder / "dist/Kestrel.app/Contents/Resources"
        resources.mkdir(parents=True)
        for path in (resources / "build", *(self.folder / "dist" / name for name in FILES)):
            path.write_text("1\n")

    def have_no_uv(self) -> None:
        (self.tools / "uv").rename(self.tools / "hidden-uv")

    @property
    def delivered(self) -> str:
        """Which build lies in dist/, "" if none does; half of one is an error."""
        dist = self.folder / "dist"
        products = {path.name for path in dist.glob("*")} if dist.exists() else set()
        hidden = {name for name in products if name.startswith(".")}
        assert not hidden, hidden
        if not products:
            return ""
        assert products == {"Kestrel.app", *FILES}
        return (dist / "Kestrel.app/Contents/Resources/build").read_text().strip()

    @property
    def leftovers(self) -> list[str]:
        return [path.name for path in (self.folder / "build").glob("*")]
