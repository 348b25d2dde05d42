"""What looks like a secret, and what does not; all values here are made up."""

import random
import string
import time

import pytest

from app.reading.folders.secrets import entropy, secret_in

LOT = random.Random(7)


def drawn(letters: str, count: int) -> str:
    """Values are drawn, so that this file itself holds none."""
    return "".join(LOT.choice(letters) for _ in range(count))


WORDS = string.ascii_letters + string.digits
UPPER = string.ascii_uppercase + string.digits
SECRETS = {
    "AKIA" + drawn(UPPER, 16): "a key of AWS",
    "ghp_" + drawn(WORDS, 36): "a token of GitHub",
    "glpat-" + drawn(WORDS, 20): "a token of GitLab",
    "xoxb-" + drawn(WORDS, 30): "a token of Slack",
    "AIza" + drawn(WORDS, 35): "a key of Google",
    "sk_live_" + drawn(WORDS, 24): "a key of Stripe",
    "sk-ant-" + drawn(WORDS, 40): "a key of a model's provider",
    "hf_" + drawn(WORDS, 34): "a token of Hugging Face",
    "-----BEGIN " + "RSA PRIVATE KEY-----": "a private key",
    "-----BEGIN " + "PRIVATE KEY-----": "a private key",
    "postgres://" + "me:" + drawn(WORDS, 16) + "@host/db": "a password in an address",
    f'db_password = "{drawn(WORDS, 20)}1a"': "a password or a token",
    f"API_KEY={drawn(WORDS, 30)}1a": "a password or a token",
    f'"client_secret": "{drawn(WORDS, 30)}1a"': "a password or a token",
    f"auth_token: '{drawn(WORDS, 30)}1a'": "a password or a token",
}


@pytest.mark.parametrize(("text", "what"), SECRETS.items(), ids=SECRETS.values())
def test_secrets_are_seen_and_their_line_is_told(text: str, what: str):
    found = secret_in(["# settings", "", f"  {text}", "end"])
    assert found is not None and (found.what, found.line) == (what, 3)


@pytest.mark.parametrize(
    "line",
    [
        "password = input('Your password: ')",
        'password = "${DATABASE_PASSWORD_2}"',
        'token = "your-token-goes-here-1"',
        "token = tokenizer.token_id(TURN_START_1)",
        'secret = "aaaaaaaaaaaaaaaaaaaa1"',
        "def secret_by_name(name: str) -> str | None:",
        "sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "https://example.org:8080/path@2",
        "smb://group;user:password@server",
        "eyJust a word. eyJ again",
        "monkey = 'bananas and apples 12 of them'",
        "-----BEGIN CERTIFICATE-----",
        "api_key = os.environ['API_KEY']",
    ],
)
def test_what_only_speaks_of_secrets_is_none(line: str):
    assert secret_in([line]) is None


def test_entropy_is_shannons():
    assert entropy("aaaa") == 0 and entropy("abab") == 1 and entropy("abcdefgh") == 3


def test_long_hostile_lines_take_no_time():
    lines = [
        "token=" * 20_000,
        "a" * 100_000,
        "eyJ" * 30_000,
        "x://" + "a:" * 50_000,
        "-" * 100_000,
    ]
    started = time.perf_counter()
    assert secret_in(lines) is None
    assert time.perf_counter() - started < 1
