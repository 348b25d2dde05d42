"""What looks like a secret, and what does not; all values here are made up."""

import random
import string

import pytest

from app.reading.folders.passwords import entropy
from app.reading.folders.secrets import Secret, secret_in
from tests.fixtures.work import ends

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
    "sk-ant-" + "api03-" + drawn(WORDS + "-_", 93) + "-AA": "a key of a model's provider",
    "key is sk-" + "proj-" + drawn(WORDS, 20) + "-" + drawn(WORDS, 30): (
        "a key of a model's provider"
    ),
    "sk-" + "svcacct-" + drawn(WORDS + "-_", 60): "a key of a model's provider",
    "sk-" + "or-v1-" + drawn("0123456789abcdef", 64): "a key of a model's provider",
    "Authorization: Bearer " + drawn(WORDS, 44): "a token",
    "AccountName=x;AccountKey=" + drawn(WORDS, 86) + "==;EndpointSuffix=a.net": "a key of Azure",
    "//registry.npmjs.org/:_auth" + "Token=00000000-1111-2222-3333-444444444444": (
        "a token of a registry"
    ),
    "postgres://user:" + "secretpw123@host/db": "a password in an address",
    "redis://:" + "hunter22x@host:6379": "a password in an address",
}
PASSWORDS = [
    'password = "' + 'hunter2verysecret99"',
    "db_password: " + "Sommer2024!",
    "PASSWORD=" + "correct-horse-battery",
    "export DB_PASSWORD=" + "hunterhunter",
    "TOKEN=" + "abcdefghij1234567890",
    "<password>" + "Tr0ub4dor3xyz</password>",
    "mysql -p" + "Hunter2Hunter2",
    "mysql -u root -p" + "Hunter2Hunter2 db",
    "sshpass -p " + "Hunter2Hunter2 ssh a",
    "spring.datasource.password=" + "Hunter22",
    '"password": "' + 'swordfish",',
    "'secret' => '" + "swordfish',",
    'password := "' + 'swordfish"',
]


@pytest.mark.parametrize("line", PASSWORDS)
def test_a_password_may_be_words(line: str):
    assert secret_in(["# settings", line]) == Secret("a password or a token", 2)


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
        'password = os.environ["PASSWORD"]',
        "password: ${DB_PASSWORD}",
        'password = "changeme"',
        "PASSWORD=***",
        "password=",
        'password = ""',
        "password = get_password()",
        "password = config.password",
        "secret = secrets.token_hex(16)",
        "PASSWORD=$(cat /run/secrets/db)",
        'PASSWORD="$DB_PASSWORD"',
        "password: SecretStr",
        "password: string;",
        "password=password,",
        "password_file: /run/secrets/db",
        'password = "xxxxxxx"',
        "password = <your password>",
        "password: required, at least 12 letters",
        "secret: kubernetes-managed",
        'if password == "sword' + 'fish":',
        "<password>${x}</password>",
        "<password></password>",
        "Authorization: Bearer <token>",
        "Authorization: Bearer ${TOKEN}",
        "_authToken=${NPM_TOKEN}",
        "self._auth = BedrockAwsAuth(self._config)",
        "https://user:pass@example.com/",
        "https://user:mysterious1@example.com/",
        "postgresql://postgres:postgres@localhost:5432",
        "git://[path-to-repo[:]][ref@]path/to/file",
        "mysql -p$PASSWORD db",
        "mysql -u root -p db --password",
        "sk-toggleable__content-arrow-estimator-doc",
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
        "password=" + "my_secret_" * 10_000,
        "password" * 10_000 + "=",
        "mysql " * 10_000 + "-p",
        "<password>" * 10_000 + "</",
        "sk-" + "a-" * 50_000,
        "Bearer " * 10_000,
    ]
    found: list[object] = []
    assert ends(lambda: found.append(secret_in(lines)))
    assert found == [None]
