"""What looks like a secret, by a file's name or by what stands in it.

Rather once too often: a file that is left out by mistake is named and can be asked for, while a key
that was shown stays in snapshots and logs. No value is ever repeated in a reason.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

_NAMES = {
    "environment settings": (".env", ".env.*", "*.env", ".envrc"),
    "a private key": (
        *("id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_*_sk", "*.pem", "*.key", "*.ppk"),
        *("*.p12", "*.pfx", "*.jks", "*.keystore", "*.p8", "*.gpg", "*.kdbx"),
    ),
    "passwords": (
        *(".netrc", "_netrc", ".pgpass", ".htpasswd", ".git-credentials", ".pypirc", ".my.cnf"),
        *("credentials", "credentials.json", "credentials.y*ml", "secrets.json", "secrets.y*ml"),
        *("secrets.toml", "client_secret*.json", "service-account*.json", "service_account*.json"),
        *("terraform.tfstate", "terraform.tfstate.backup"),
    ),
}
_SAMPLES = (".example", ".sample", ".template", ".dist")  # of environment settings: no secrets yet
# What it is, letters that stand in every one of its kind, and its form.
_TOKENS = (
    (
        "a private key",
        "-----BEGIN ",
        r"-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----",
    ),
    ("a key of AWS", "AKIA", r"\bAKIA[0-9A-Z]{16}\b"),
    ("a key of AWS", "ASIA", r"\bASIA[0-9A-Z]{16}\b"),
    ("a token of GitHub", "gh", r"\bgh[pousr]_[A-Za-z0-9]{36,}"),
    ("a token of GitHub", "github_pat_", r"\bgithub_pat_[A-Za-z0-9_]{50,}"),
    ("a token of GitLab", "glpat-", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    ("a token of Slack", "xox", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("a key of Google", "AIza", r"\bAIza[A-Za-z0-9_-]{35}"),
    ("a key of Stripe", "k_live_", r"\b[rs]k_live_[A-Za-z0-9]{20,}"),
    ("a key of a model's provider", "sk-", r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_]{24,}"),
    ("a token of npm", "npm_", r"\bnpm_[A-Za-z0-9]{36}"),
    ("a token of PyPI", "pypi-AgEI", r"\bpypi-AgEI[A-Za-z0-9_-]{20,}"),
    ("a token of Hugging Face", "hf_", r"\bhf_[A-Za-z0-9]{30,}"),
    (
        "a signed token",
        "eyJ",
        r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}",
    ),
    (
        "a password in an address",
        "://",
        r"[a-z]://[^\s/:@\"'<>{}$]{1,60}:(?!pass|secret|pwd)[^\s/:@\"'<>{}$]{8,60}@",
    ),
)
_KNOWN = [(what, hint, re.compile(pattern)) for what, hint, pattern in _TOKENS]
_WORDS = ("passw", "passphrase", "secret", "token", "key")
_ASSIGNED = re.compile(
    r"""(?:passw(?:or)?d|passphrase|secret|token|api_?key|access_?key|private_?key|auth_?key)
    [A-Za-z0-9_]{0,20}["']?\s{0,4}(?::=|=>|=|:)\s{0,4}
    (?:["'](?P<quoted>[^"'\s]{12,200})["']|(?P<bare>[A-Za-z0-9+/_=.~-]{20,200})\s*$)""",
    re.IGNORECASE | re.VERBOSE,
)
_PLACEHOLDER = re.compile(r"example|change|your|dummy|placeholder|xxxx|1234|\$\{|<|\{\{", re.I)
LEAST_ENTROPY = 3.5  # bits a letter: words have less, random letters more
SCANNED = 4000  # letters of a line that are looked at


@dataclass(frozen=True)
class Secret:
    """What it looks like, and in which line."""

    what: str
    line: int


def secret_by_name(name: str) -> str | None:
    """What a file of that name most likely holds, None for any other."""
    low = name.lower()
    if low.endswith(_SAMPLES):
        return None
    for what, patterns in _NAMES.items():
        if any(fnmatchcase(low, pattern) for pattern in patterns):
            return what
    return None


def secret_in(lines: Sequence[str]) -> Secret | None:
    """The first that stands in these lines."""
    whole = "\n".join(line[:SCANNED] for line in lines)
    known = [(what, form) for what, hint, form in _KNOWN if hint in whole]
    low = whole.lower()
    named = any(word in low for word in _WORDS)
    if not known and not named:
        return None
    for number, line in enumerate(whole.split("\n"), start=1):
        what = next((what for what, form in known if form.search(line)), None)
        if what is None and named and _assigns_secret(line):
            what = "a password or a token"
        if what is not None:
            return Secret(what, number)
    return None


def entropy(text: str) -> float:
    """Shannon's, in bits a letter."""
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)


def _assigns_secret(line: str) -> bool:
    if len(line) < 16 or not ("=" in line or ":" in line):
        return False
    low = line.lower()
    if not any(word in low for word in _WORDS):
        return False
    return any(_is_random(found["quoted"] or found["bare"]) for found in _ASSIGNED.finditer(line))


def _is_random(value: str) -> bool:
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return mixed and not _PLACEHOLDER.search(value) and entropy(value) >= LEAST_ENTROPY
