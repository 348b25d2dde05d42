"""The open end of a text that still grows: closed or held back, so that no raw sign flashes.

Everything here is a guess about what comes next; when the text is done, none of it applies.
"""

import re

from app.ui.text.formulas import inline_formula

_HELD_BACK = re.compile(  # a last line of signs alone: a heading, a rule, a fence, or words?
    r"[ \t>]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)*"
    r"(?:[-=*_+#|>]+|`{3,}[^`]*|`{1,2}|~~~+.*|~{1,2}|\d{1,3}[.)]?|\${1,2}|\\\[?|\[[ xX]?\]?)?[ \t]*"
)
_TEX = re.compile(r"[\\^_{=]")
_DELIMITER_ROW = re.compile(r"[ \t]*[|:-][|: \t-]*")
_MOST_OPEN = 20
LONGEST_WAIT = 400  # letters that are held back for an end that may never come


def held_back(text: str) -> str:
    """Without a last line that does not say yet what it is."""
    start = text.rfind("\n") + 1
    if len(text) - start < 200 and _HELD_BACK.fullmatch(text, start):
        return text[:start]
    return text


def with_table(text: str, paragraph: str) -> str | None:
    """With the delimiter row that a table's first lines still lack; `paragraph` is the last one."""
    lines = paragraph.split("\n")
    head = lines[-1]
    partial = len(lines) > 1 and _DELIMITER_ROW.fullmatch(head) and lines[-2].startswith("|")
    if partial:
        head = lines[-2]
        text = text[: text.rstrip().rfind("\n")]
    if not head.startswith("|") or len(head) > 2000:
        return None
    head = head.rstrip()
    closed_head = head if head.endswith("|") and len(head) > 1 else head + " |"
    columns = len(re.findall(r"(?<!\\)\|", closed_head)) - 1
    before = text[: text.rstrip().rfind(head)]
    return f"{before}{closed_head}\n{'|---' * columns}|\n"


def closed(text: str) -> str:
    """The open end of a paragraph with what it opened closed, or left out until it is known."""
    text = text.rstrip()
    kept = len(text.rstrip("*_~"))
    return _Scan(text[:kept]).closed()


class _Scan:
    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[tuple[str, int]] = []  # signs and how many
        self._brackets: list[int] = []

    def closed(self) -> str:
        position = 0
        while position < len(self._text):
            step = self._step(position)
            if step < 0:
                break
            position = step
        else:
            self._close_bracket()
        text = self._text.rstrip()
        return text + "".join(sign * count for sign, count in reversed(self._open))

    def _step(self, at: int) -> int:
        """Where to go on, or -1 where the text was cut or closed."""
        sign = self._text[at]
        if sign in "\\$":
            return self._formula(at)
        if sign == "`":
            return self._code(at)
        if sign in "*_~":
            return self._emphasis(at)
        if sign == "[":
            self._brackets.append(at)
        elif sign == "]" and self._brackets:
            return self._link(at)
        return at + 1

    def _formula(self, at: int) -> int:
        found = inline_formula(self._text, at)
        if found is not None:
            return found[2]
        rest = self._text[at + 1 : at + 2 + LONGEST_WAIT]
        if len(rest) > LONGEST_WAIT:
            return at + 2 if self._text[at] == "\\" else at + 1
        if self._text[at] == "\\":
            return self._cut(at) if rest[:1] in ("(", "[", "") else at + 2
        likely = rest[:1] and not rest[0].isspace() and (_TEX.search(rest) or len(rest) < 12)
        if rest[:1] in ("", "$") or (likely and not rest[0].isdigit()):
            return self._cut(at)
        return at + 1

    def _code(self, at: int) -> int:
        count = _length(self._text, at)
        end = at + count
        while (end := self._text.find("`", end)) >= 0:
            length = _length(self._text, end)
            if length == count:
                return end + count
            end += length
        if not self._text[at + count :].strip("` "):
            return self._cut(at)
        self._text = self._text.rstrip("`") + "`" * count
        return -1

    def _emphasis(self, at: int) -> int:
        sign, count = self._text[at], _length(self._text, at)
        before, after = self._text[at - 1 : at] or " ", self._text[at + count : at + count + 1]
        inside_a_word = before.isalnum() and after.isalnum()
        if sign == "~" and count != 2:
            return at + count
        if not before.isspace() and any(kind == sign for kind, _ in self._open):
            self._match(sign, count)
        elif not after.isspace() and not inside_a_word and len(self._open) < _MOST_OPEN:
            self._open.append((sign, min(count, 3)))
        return at + count

    def _match(self, sign: str, count: int) -> None:
        while count > 0 and any(kind == sign for kind, _ in self._open):
            kind, opened = self._open.pop()
            if kind == sign:
                if opened > count:
                    self._open.append((sign, opened - count))
                count -= opened

    def _link(self, at: int) -> int:
        start = self._brackets.pop()
        if self._text[at + 1 : at + 2] == "(":
            end = self._text.find(")", at, at + 2000)
            if end >= 0 or len(self._text) - at > LONGEST_WAIT:
                return max(end, at) + 1
            self._text = self._text[: at + 1]
        elif at + 1 < len(self._text):
            return at + 1
        self._text = self._text[:at]
        self._brackets = [start]
        self._close_bracket()
        return -1

    def _close_bracket(self) -> None:
        """A link that is not whole yet is its label; a badge or a picture is nothing yet."""
        if not self._brackets:
            return
        start = self._brackets[0]
        label = self._text[start + 1 :]
        if len(label) > LONGEST_WAIT:
            return
        if start and self._text[start - 1] == "!":
            self._text = self._text[: start - 1]
        elif not label or label.isdecimal():
            self._text = self._text[:start]
        else:
            self._text = self._text[:start] + label

    def _cut(self, at: int) -> int:
        self._text = self._text[:at]
        return -1


def _length(text: str, at: int) -> int:
    """Of the run of one sign that begins there."""
    end = at
    while end < len(text) and text[end] == text[at]:
        end += 1
    return end - at
