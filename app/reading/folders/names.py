"""How the name of a file is shown to people and to the model: one line, whatever is in it."""

import re
import unicodedata

# Controls, separators of lines and paragraphs, marks that turn the direction of writing (which hide
# what a line says: CVE-2021-42574), and bytes that are no UTF-8, as Python carries them in a name.
HIDDEN = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def shown_name(name: str) -> str:
    """A name with everything escaped that is no plain letter, composed alike on every system."""
    composed = unicodedata.normalize("NFC", name)
    return HIDDEN.sub(lambda letter: _escape(letter[0]), composed.replace("\t", "\\x09"))


def cleaned(line: str) -> str:
    """A line of a file without what could steer a terminal or deceive an eye. Tabs stay."""
    return HIDDEN.sub("\N{REPLACEMENT CHARACTER}", line)


def _escape(letter: str) -> str:
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
