"""Lines that give a password or a token away: `name = value`, elements of XML, commands.

A password may be words, so whatever is said to be one is taken for one, unless it plainly stands
for another value. A token or a key is random: there a value must look so.
"""

import math
import re
from collections import Counter

NAMED = ("passw", "passphrase", "secret", "token", "key", "mysql", "mariadb", "sshpass")
LEAST_ENTROPY = 3.5  # bits a letter: words have less, random letters more
SHORTEST = 12  # letters of a line that can hold a name and a value
_ASSIGN = r"""["']?\s{0,4}(?::=|=>|=(?!=)|:)\s{0,4}"""
_TOKEN = re.compile(
    rf"""(?:token|api_?key|access_?key|private_?key|auth_?key)[A-Za-z0-9_]{{0,20}}{_ASSIGN}
    (?:["'](?P<quoted>[^"'\s]{{12,200}})["']|(?P<bare>[A-Za-z0-9+/_=.~-]{{20,200}})\s*$)""",
    re.IGNORECASE | re.VERBOSE,
)
_NAME = r"(?:passw(?:or)?d|passphrase|secret)"
_PASSWORD = re.compile(
    rf"""(?P<name>{_NAME}[A-Za-z0-9_-]{{0,20}})(?P<sign>{_ASSIGN})
    (?:[bru]{{0,2}}(?P<mark>["'])(?P<quoted>[^"'\s]{{6,200}})(?P=mark)
    |(?P<bare>[^\s"'`,;(){{}}\[\]<>$|\\]{{6,200}})\s*(?:\#.*)?$)""",
    re.IGNORECASE | re.VERBOSE,
)
_ELEMENT = re.compile(
    rf"<[\w.:-]{{0,30}}{_NAME}[\w.-]{{0,20}}>\s{{0,4}}(?P<value>[^<>\s]{{6,200}})\s{{0,4}}</", re.I
)
_COMMAND = re.compile(
    r"\b(?:(?:mysql(?:dump|admin)?|mariadb)\b[^\n]{0,200}?\s-p|sshpass\s{1,4}-p\s{0,4})"
    r"['\"]?(?P<value>(?!a?ssword)[^\s'\"$<>{}()=]{6,200})"
)
# Of a name: it tells something about a password, not the password.
_ABOUT = re.compile(
    r"(?:file|path|name|field|label|hash|hasher|hashers|id|type|input|url|uri|env|var|policy|length"
    r"|title|hint|help|text|error|message|prompt|placeholder|ref|class|prefix|suffix|manager|store|character|char|mask)"
    r"s?$",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(
    r"example|change|your|dummy|placeholder|redacted|xxx|\*\*\*|\.\.\.|…|<|%[(s]|environ|getenv"
    r"|process\.env|\$[{(]|\{\{|^\$|^%\w+%$|^\{.*\}$|^#\{",
    re.IGNORECASE,
)
_ITS_NAME = re.compile(  # `password = "my-password"`
    r"(?:my|the|new|old|current|confirm|repeat|reset|forgot|db|database|users?|username|admin"
    r"|challenge|client|app|api|auth|access|test|default|login|root|string|required|optional|hidden|private"
    r"|pass(?:w(?:or)?ds?|phrase|code)?|pwd?|secrets?|tokens?|keys?|values?|[\W_])+",
    re.IGNORECASE,
)
_REFERENCE = re.compile(  # a path, an address, a dotted name, a plain word of a language
    r"[~.]{0,2}/.*|.*://.*|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+|none|null|true|false|undefined|string"
    r"|boolean",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z_.]*")


def gives_away(line: str) -> bool:
    """Whether a password or a token stands in a line, by what stands before it."""
    if len(line) < SHORTEST:
        return False
    low = line.lower()
    if not any(word in low for word in NAMED):
        return False
    return _assigns(line) or _shows(line, low)


def is_random(value: str) -> bool:
    """Whether a value looks as if it was drawn by lot."""
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return mixed and not PLACEHOLDER.search(value) and entropy(value) >= LEAST_ENTROPY


def stands_for_another(value: str) -> bool:
    """Whether it is no password but a placeholder, or says where the password is."""
    if PLACEHOLDER.search(value) or len(set(value)) < 3:
        return True
    return bool(_ITS_NAME.fullmatch(value) or _REFERENCE.fullmatch(value))


def entropy(text: str) -> float:
    """Shannon's, in bits a letter."""
    counts = Counter(text).values()
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts)


def _assigns(line: str) -> bool:
    if not ("=" in line or ":" in line):
        return False
    if any(is_random(found["quoted"] or found["bare"]) for found in _TOKEN.finditer(line)):
        return True
    return any(_is_given(found) for found in _PASSWORD.finditer(line))


def _shows(line: str, low: str) -> bool:
    forms = [form for sign, form in (("</", _ELEMENT), ("-p", _COMMAND)) if sign in low]
    found = [match for form in forms for match in form.finditer(line)]
    return any(not stands_for_another(match["value"]) for match in found)


def _is_given(found: re.Match[str]) -> bool:
    if _ABOUT.search(found["name"]):
        return False
    if found["quoted"] is not None:
        return not stands_for_another(found["quoted"])
    return not stands_for_another(found["bare"]) and not _is_code(found)


def _is_code(found: re.Match[str]) -> bool:
    """Whether a value without quotation marks is rather a variable, a type, or prose.

    Settings of a shell have a name in capitals and no blanks: there a word is a value.
    """
    value, name = found["bare"], found["name"]
    if any(letter.isdigit() for letter in value):
        return False
    if found["sign"] == "=" and name.isupper():
        return False
    if _WORD.fullmatch(value):
        return True
    return "=" not in found["sign"] and re.fullmatch(r"[A-Za-z_.-]*", value) is not None
