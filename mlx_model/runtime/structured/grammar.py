"""Answers that follow a grammar: JSON schemas, regular expressions, Lark, calls to tools.

llguidance (https://github.com/guidance-ai/llguidance) computes which tokens may come next; the
mask is applied by plain MLX operations, alike on Metal and on a CPU.
"""

from collections.abc import Sequence

import mlx.core as mx
from llguidance import LLMatcher, LLTokenizer, TokenizerWrapper

from mlx_model.errors import RequestError
from mlx_model.fields import Json
from mlx_model.inputs.tokenizer import Tokenizer
from mlx_model.runtime.reply import CLOSE as END_OF_THOUGHTS
from mlx_model.runtime.reply import OPEN as THOUGHTS
from mlx_model.runtime.structured.call_body import CLOSE, OPEN
from mlx_model.runtime.structured.constraint import (
    AfterThoughts,
    Constraint,
    Finished,
    Free,
    FromToken,
    Guided,
)
from mlx_model.runtime.structured.parameters import Tool, declared
from mlx_model.runtime.structured.schemas import quoted, schema_grammar
from mlx_model.runtime.structured.tool_grammar import ToolGrammar

_MARKS = (THOUGHTS, END_OF_THOUGHTS, OPEN, CLOSE, "<tool_response>", "</tool_response>")


class Grammars:
    """Makes the constraints of one checkpoint. The first one takes a second at 248,000 tokens."""

    def __init__(self, tokenizer: Tokenizer, vocab_size: int, stop_ids: frozenset[int]) -> None:
        """`vocab_size` is the network's; `stop_ids` end an answer."""
        self._tokenizer, self._stop_ids = tokenizer, stop_ids
        self._words = -(-vocab_size // 32)
        self._built: LLTokenizer | None = None
        encoded = {count: tokenizer.encode("\n" * count) for count in (1, 2)}
        self._breaks = {ids[0]: count for count, ids in encoded.items() if len(ids) == 1}

    def json_schema(self, schema: Json | str, *, thinking: bool) -> Constraint:
        """JSON of this schema, written compactly; `thinking`: the prompt ends in the thoughts.

        Raises:
            RequestError: the schema is wrong, or cannot be enforced as a whole.
        """
        return self._guided(schema_grammar(schema), "JSON schema", thinking)

    def json_object(self, *, thinking: bool) -> Constraint:
        """Any JSON object, written compactly."""
        return self.json_schema({"type": "object"}, thinking=thinking)

    def regex(self, pattern: str, *, thinking: bool) -> Constraint:
        """A text that matches from end to end, in the syntax of Rust's regex crate.

        Raises:
            RequestError: the pattern is wrong.
        """
        grammar = LLMatcher.grammar_from_regex(pattern)
        return self._guided(grammar, "regular expression", thinking)

    def lark(self, grammar: str, *, thinking: bool) -> Constraint:
        """A text of this grammar, in llguidance's dialect of Lark.

        Raises:
            RequestError: the grammar is wrong.
        """
        return self._guided(LLMatcher.grammar_from_lark(grammar), "Lark grammar", thinking)

    def tool_calls(
        self, tools: Sequence[Json], *, choice: str, parallel: bool, thinking: bool
    ) -> Constraint:
        """Calls to these tools, their arguments typed by the tools' schemas.

        Args:
            choice: "required": the answer is one call (several if `parallel`); "=NAME": of this
                tool; "auto": free text, but from the token <tool_call> on a call; "none": free.

        Raises:
            RequestError: a tool's schema cannot be enforced; it names the tool and what is wrong.
        """
        known = declared(tools)
        if choice == "none" or (choice == "auto" and not known):
            return Free()
        opening, closing = self._mark(OPEN), self._mark(CLOSE)
        grammar = ToolGrammar(_chosen(known, choice), opening, closing)
        if choice == "auto":
            return self._when_called(grammar.begun(), parallel, thinking)
        text = LLMatcher.grammar_from_lark(grammar.required(several=parallel))
        return self._guided(text, "grammar of the tools", thinking)

    def _when_called(self, grammar: str, parallel: bool, thinking: bool) -> Constraint:
        opening = self._tokenizer.token_id(OPEN)
        if opening is None:
            return Free()
        matcher = self._matcher(LLMatcher.grammar_from_lark(grammar), "grammar of the tools")

        def begin() -> Guided:
            matcher.reset()
            return Guided(matcher, self._words, self._stop_ids)

        after = None if parallel else Finished(self._stop_ids, self._words)
        return self._after_thoughts(FromToken(opening, begin, after), thinking)

    def _guided(self, grammar: str, what: str, thinking: bool) -> Constraint:
        guided = Guided(self._matcher(grammar, what), self._words, self._stop_ids)
        return self._after_thoughts(guided, thinking)

    def _after_thoughts(self, inner: Constraint, thinking: bool) -> Constraint:
        close = self._tokenizer.token_id(END_OF_THOUGHTS)
        if not thinking or close is None:
            return inner
        return AfterThoughts(inner, close, self._breaks, self._words, self._stop_ids)

    def _matcher(self, grammar: str, what: str) -> LLMatcher:
        if self._built is None:
            vocabulary = TokenizerWrapper(_Vocabulary(self._tokenizer, self._stop_ids))
            self._built = LLTokenizer(vocabulary, eos_token=sorted(self._stop_ids))
        matcher = LLMatcher(self._built, grammar, log_level=0)
        if matcher.is_error():
            raise RequestError(f"The {what} cannot be used: {matcher.get_error().strip()}")
        return matcher

    def _mark(self, mark: str) -> str:
        """A mark as Lark writes it: by its id where it is one token."""
        id_ = self._tokenizer.token_id(mark)
        return quoted(mark) if id_ is None else f"<[{id_}]>"


class _Vocabulary:
    """What llguidance wants to know of a tokenizer. Marks are no text to it."""

    def __init__(self, tokenizer: Tokenizer, stop_ids: frozenset[int]) -> None:
        marks = {id_ for mark in _MARKS if (id_ := tokenizer.token_id(mark)) is not None}
        self.eos_token_id, self.bos_token_id = min(stop_ids), None
        self.tokens = [tokenizer.token_bytes(id_) for id_ in range(len(tokenizer))]
        self.special_token_ids = sorted(tokenizer.special_ids | stop_ids | marks)
        self._tokenizer = tokenizer

    def __call__(self, text: bytes) -> list[int]:
        return self._tokenizer.encode(text.decode("utf-8", errors="replace"))


def apply_mask(logits: mx.array, words: mx.array) -> mx.array:
    """Logits (1, V) with -inf where the mask (W,) uint32 has no 1; ids from 32 W on have none."""
    size = logits.shape[-1]
    bits = ((words[:, None] >> mx.arange(32, dtype=mx.uint32)) & 1).reshape(-1)[:size]
    allowed = mx.pad(bits, (0, size - bits.size)).astype(mx.bool_)
    return mx.where(allowed, logits, mx.array(-mx.inf, dtype=logits.dtype))


def _chosen(known: dict[str, Tool], choice: str) -> list[Tool]:
    if not known:
        raise RequestError(f"tool_choice {choice!r} needs tools: give some, or choose 'none'.")
    if choice in ("auto", "required"):
        return list(known.values())
    name = choice.removeprefix("=")
    if name not in known:
        raise RequestError(f"tool_choice names {name!r}, which is none of {', '.join(known)}.")
    return [known[name]]
