"""Whose signature the application gets: the certificate that was named, one's own, or none.

Over stand-ins for Apple's tools (apple.py), and the real openssl.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tools.bundle.apple import OWN, ROOT, Mac

CERTIFIED = {
    "openssl req *": "openssl could not",
    "openssl pkcs12 *": "openssl could not",
    "security import *": "did not take",
    "security add-trusted-cert *": "not allowed to trust",
}


@pytest.fixture
def mac(tmp_path: Path) -> Mac:
    return Mac(tmp_path)


@pytest.mark.parametrize(("call", "words"), CERTIFIED.items())
def test_a_certificate_that_cannot_be_made_ends_the_build(mac: Mac, call: str, words: str):
    done = mac.build("--make-identity", "--yes", FAIL=call)
    assert done.returncode == 1 and "making the certificate failed: " in done.stderr
    assert words in done.stderr and mac.delivered == "" and mac.leftovers == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl")
def test_the_certificate_is_for_signing_code_and_nothing_else(tmp_path: Path):
    """With the real openssl; whether a Mac's keychain takes the file is not known."""
    (tmp_path / "identity").mkdir()
    making = f'. "{ROOT}/tools/bundle/signing.sh"; work="{tmp_path}"; make_certificate'
    subprocess.run(["sh", "-euc", making], check=True, capture_output=True, cwd=ROOT)
    shown = ["openssl", "x509", "-noout", "-text", "-in", tmp_path / "identity/certificate.pem"]
    text = subprocess.run(shown, check=True, capture_output=True, text=True).stdout
    assert "Kestrel (self-signed)" in text and "CA:FALSE" in text
    uses = [line.strip() for line in text.splitlines() if "Sign" in line]
    assert {"Digital Signature", "Code Signing"} <= set(uses) and "Certificate Sign" not in text
    made = list((tmp_path / "identity").iterdir())
    assert len(made) == 4 and not any(path.stat().st_mode & 0o077 for path in made), "for us alone"


def test_a_self_signed_identity_is_made_only_when_that_is_wished_and_then_used(mac: Mac):
    refused = mac.build("--make-identity")  # nobody answers the question
    assert refused.returncode == 1 and "[y/N]" in refused.stderr
    assert not any("import" in call for call in mac.calls_of("security"))
    assert mac.calls_of("uv") == [], "it is asked before the long part"
    assert mac.build("--make-identity", "--yes").returncode == 0
    imported, trusted = [c for c in mac.calls_of("security") if "find-identity" not in c]
    assert imported.startswith("security import ") and imported.endswith(" -T /usr/bin/codesign")
    assert trusted.startswith("security add-trusted-cert -p codeSign "), "for nothing else"
    again = mac.build("--make-identity", "--yes", BUILD="2")
    assert "there already" in again.stderr
    assert not any("import" in call for call in mac.calls_of("security"))


def test_one_that_macos_does_not_trust_signs_all_the_same(mac: Mac):
    """That is what a self-signed one is; taken for absent, permissions would be lost."""
    mac.build("--make-identity", "--yes", FAIL="security add-trusted-cert *")
    done = mac.build("--make-identity", "--yes")
    assert not any("add-trusted-cert" in call for call in mac.calls), "a change costs permissions"
    assert "permissions survive" in done.stderr and "AD HOC" not in done.stderr
    signed = [call for call in mac.calls_of("codesign") if "--force" in call]
    assert signed[-1].endswith("Kestrel.dmg") and all(f"--sign {OWN} " in call for call in signed)
    assert all("--timestamp=none" in call for call in signed), "no server of Apple's for that"
    assert not any("--options" in call or "--entitlements" in call for call in signed)


@pytest.mark.parametrize(
    ("name", "fails", "words"),
    [
        ("Developer ID Application: Bert (DEF)", "-", 'no certificate "Developer ID'),
        ("Developer ID Application: Anna (ABC)", "security find-identity -v*", "no answer"),
    ],
)
def test_an_identity_that_is_not_there_is_told_before_the_long_part(
    mac: Mac, name: str, fails: str, words: str
):
    done = mac.build(FAIL=fails, KESTREL_IDENTITY=name)
    assert done.returncode == 1 and words in done.stderr and mac.calls_of("uv") == []
