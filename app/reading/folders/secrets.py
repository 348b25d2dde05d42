"""What looks like a secret, by a file's name or by what stands in it.

Rather once too often: a file that is left out by mistake is named and can be asked for, while a key
that was shown stays in snapshots and logs. No value is ever repeated in a reason.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from app.reading.folders.passwords import NAMED, gives_away, is_random, stands_for_another

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
    "what was typed into a shell": ("*_history", ".histfile", ".zhistory"),
}
_FOLDERS = {".ssh": "keys and hosts of SSH", ".gnupg": "keys of GnuPG"}
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
    (
        "a key of a model's provider",
        "sk-",
        r"\bsk-(?:(?:[a-z0-9]{2,10}-){0,3}[A-Za-z0-9_]{24,}"
        r"|(?=[a-z_-]{0,200}[A-Z0-9])(?=[A-Za-z_-]{0,200}\d)(?=[a-z0-9_-]{0,200}[A-Z])"
        r"[A-Za-z0-9_-]{24,})",
    ),
    (
        "a token",
        "earer ",
        r"\b[Bb]earer {1,4}(?P<random>[A-Za-z0-9._~+/-]{20,500}={0,2})",
    ),
    (
        "a key of Azure",
        "Key=",
        r"\b(?:Account|SharedAccess)Key=(?P<random>[A-Za-z0-9+/]{30,200}={0,2})",
    ),
    (
        "a token of a registry",
        "_auth",
        r"(?<![.\w])_auth(?:Token {0,4})?= {0,4}[\"']?(?P<value>[A-Za-z0-9+/=_.-]{8,500})"
        r"(?=[\"'\s]|$)",
    ),
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
        r"[a-z]://(?P<user>[^\s/:@\"'<>{}$\[\]]{0,60}):(?P<value>[^\s/:@\"'<>{}$\[\]]{6,200})@"
        r"(?!(?:[\w-]{1,40}\.){0,4}example\b)",
    ),
)
_KNOWN = [(what, hint, re.compile(pattern)) for what, hint, pattern in _TOKENS]
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


def secret_folder(name: str) -> str | None:
    """What a folder of that name holds, None for any other."""
    return _FOLDERS.get(name.lower())


def secret_in(lines: Sequence[str]) -> Secret | None:
    """The first that stands in these lines."""
    whole = "\n".join(line[:SCANNED] for line in lines)
    known = [(what, form) for what, hint, form in _KNOWN if hint in whole]
    low = whole.lower()
    named = any(word in low for word in NAMED)
    if not known and not named:
        return None
    for number, line in enumerate(whole.split("\n"), start=1):
        what = next((what for what, form in known if _gives(form, line)), None)
        if what is None and named and gives_away(line):
            what = "a password or a token"
        if what is not None:
            return Secret(what, number)
    return None


def _gives(form: re.Pattern[str], line: str) -> bool:
    """Whether a form stands in a line, with a value that is none for show."""
    for found in form.finditer(line):
        groups = found.groupdict()
        if "random" in groups:
            shown = not is_random(groups["random"])
        elif "user" in groups:
            shown = stands_for_another(groups["value"]) or groups["value"] == groups["user"]
        else:
            shown = "value" in groups and stands_for_another(groups["value"])
        if not shown:
            return True
    return False
