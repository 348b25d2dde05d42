"""Mathematics among Markdown, as rules of markdown-it: $…$, $$…$$, \\(…\\), \\[…\\].

A search for the closing sign looks ahead a bounded way: a text of dollar signs costs no more than
its length times that.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

LONGEST = 2000  # signs of one formula; a longer one is text
_PAIRS = (("$$", "$$", "display"), ("\\[", "\\]", "display"), ("\\(", "\\)", "math"))


def with_formulas(markdown: MarkdownIt) -> None:
    markdown.inline.ruler.before("escape", "formula", _inline)
    before = ["paragraph", "reference", "blockquote", "list"]
    markdown.block.ruler.before("fence", "formula", _block, {"alt": before})


def _inline(state: StateInline, silent: bool) -> bool:
    found = inline_formula(state.src, state.pos)
    if found is None:
        return False
    kind, tex, end = found
    if not silent:
        token = state.push(kind, "", 0)
        token.content = tex
    state.pos = end
    return True


def inline_formula(text: str, start: int) -> tuple[str, str, int] | None:
    """Kind, TeX and end of the formula that begins at `start`, if one does."""
    for opening, closing, kind in _PAIRS:
        if text.startswith(opening, start):
            inner = start + len(opening)
            end = text.find(closing, inner, inner + LONGEST)
            tex = text[inner:end].strip() if end >= 0 else ""
            return (kind, tex, end + len(closing)) if tex else None
    if not text.startswith("$", start):
        return None
    end = _closing_dollar(text, start + 1)
    return ("math", text[start + 1 : end], end + 1) if end >= 0 else None


def _closing_dollar(text: str, inner: int) -> int:
    """As pandoc reads it, so that prices stay prices; -1 where none is."""
    if text[inner : inner + 1].isspace() or not text[inner : inner + 1]:
        return -1
    end = inner
    while (end := text.find("$", end, inner + LONGEST)) >= 0:
        before, after = text[end - 1], text[end + 1 : end + 2]
        if before != "\\":
            fits = end > inner and not before.isspace() and not after.isdigit()
            return end if fits and "\n\n" not in text[inner:end] else -1
        end += 1
    return -1


def _block(state: StateBlock, start: int, last: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    text = _line(state, start).strip()
    opening = text[:2]
    closing = {"$$": "$$", "\\[": "\\]"}.get(opening)
    if closing is None:
        return False
    line, body = start, [text[2:]]
    while closing not in body[-1]:
        line += 1
        if sum(map(len, body)) > LONGEST:
            return False
        if line >= last and last == state.lineMax and state.env.get("open"):
            return _hold_back(state, start, line, silent)
        if line >= last or state.isEmpty(line):
            return False
        if state.sCount[line] < state.blkIndent:
            return False
        body.append(_line(state, line))
    before, _, after = body[-1].partition(closing)
    if after.strip(" .,;"):
        return False
    if not silent:
        token = state.push("display_block", "", 0)
        token.content = "\n".join([*body[:-1], before]).strip()
        token.map = [start, line + 1]
        state.line = line + 1
    return True


def _hold_back(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """What will be a formula, if its end comes: nothing is shown of it."""
    if not silent:
        token = state.push("open_formula", "", 0)
        token.map = [start, end]
        state.line = end
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
