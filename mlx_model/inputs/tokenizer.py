"""Text to ids and back, from the checkpoint's `tokenizer.json`.

The family's tokenizers are byte-level BPE: each token stands for a run of bytes, which need not
end where a character ends. `Stream` therefore decodes bytes, not tokens.
"""

import codecs
from pathlib import Path

from tokenizers import AddedToken
from tokenizers import Tokenizer as Backend

from mlx_model.errors import ConfigError, PromptError
from mlx_model.fields import Json, read_json


class Tokenizer:
    """The vocabulary of one checkpoint."""

    def __init__(self, folder: Path) -> None:
        self.settings: Json = _optional(folder / "tokenizer_config.json")
        self._backend = _backend(folder / "tokenizer.json")
        self._add_missing(self.settings.get("added_tokens_decoder") or {})
        added = self._backend.get_added_tokens_decoder()
        self._added = {id_: token.content for id_, token in added.items()}
        self._special = frozenset(id_ for id_, token in added.items() if token.special)
        self._bytes_of = _byte_letters()

    def __len__(self) -> int:
        """Ids from 0 on that mean something; the network's vocabulary may be padded beyond."""
        return max(self._backend.get_vocab(with_added_tokens=True).values()) + 1

    def encode(self, text: str) -> list[int]:
        """Ids of a text; special tokens written out in it become themselves.

        Raises:
            PromptError: it holds bytes that are no UTF-8, as a shell's argument can.
        """
        try:
            return self._backend.encode(text, add_special_tokens=False).ids
        except TypeError as error:  # what the backend says of lone surrogates
            raise PromptError(
                "The text holds bytes that are no UTF-8: write it again, or convert it to UTF-8."
            ) from error

    def decode(self, ids: list[int], *, skip_special: bool = True) -> str:
        """Text of the ids; broken UTF-8 becomes U+FFFD."""
        return b"".join(
            self.token_bytes(id_) for id_ in ids if not (skip_special and id_ in self._special)
        ).decode("utf-8", errors="replace")

    def token_id(self, token: str) -> int | None:
        """The id of one whole token, None where the vocabulary has no such token."""
        return self._backend.token_to_id(token)

    def token_bytes(self, id_: int) -> bytes:
        """The bytes that a token stands for; none for an id beyond the vocabulary."""
        if (content := self._added.get(id_)) is not None:
            return content.encode()
        letters = self._backend.id_to_token(id_)
        return bytes(self._bytes_of[letter] for letter in letters) if letters else b""

    @property
    def special_ids(self) -> frozenset[int]:
        """Ids that are marks, not text."""
        return self._special

    @property
    def special_tokens(self) -> tuple[str, ...]:
        """The marks as text."""
        return tuple(self._added[id_] for id_ in sorted(self._special))

    @property
    def eos_ids(self) -> frozenset[int]:
        """The end token that the tokenizer's own settings name."""
        id_ = self.token_id(self.named_token("eos_token") or "")
        return frozenset() if id_ is None else frozenset({id_})

    def named_token(self, name: str) -> str | None:
        """A token that the settings name (eos_token, pad_token), as text."""
        token = self.settings.get(name)
        return token.get("content") if isinstance(token, dict) else token

    def stream(self, *, skip_special: bool = True) -> "Stream":
        """Decode one growing answer."""
        return Stream(self, skip_special)

    def _add_missing(self, listed: Json) -> None:
        """Add the tokens that only tokenizer_config.json lists, each at its stated id."""
        known = self._backend.get_added_tokens_decoder()
        for id_, entry in sorted((int(id_), entry) for id_, entry in listed.items()):
            if id_ in known or self._backend.id_to_token(id_) == entry["content"]:
                continue
            self._backend.add_tokens([_added_token(entry)])
            if self.token_id(entry["content"]) != id_:
                raise ConfigError(
                    f"tokenizer_config.json puts {entry['content']!r} at {id_}, tokenizer.json "
                    f"at {self.token_id(entry['content'])}: download the checkpoint again."
                )


class Stream:
    """Text of a growing answer, never half a character. Each token costs only its own bytes."""

    def __init__(self, tokenizer: Tokenizer, skip_special: bool) -> None:
        self._tokenizer = tokenizer
        self._skipped = tokenizer.special_ids if skip_special else frozenset[int]()
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def push(self, id_: int) -> str:
        """The text that this token completes, which may be empty."""
        if id_ in self._skipped:
            return ""
        return self._decoder.decode(self._tokenizer.token_bytes(id_))

    def flush(self) -> str:
        """What is left at the end: U+FFFD for a character that never became whole."""
        return self._decoder.decode(b"", final=True)


def _backend(path: Path) -> Backend:
    raw = read_json(path)
    decoder = raw.get("decoder") or {}
    if decoder.get("type") != "ByteLevel":
        raise ConfigError(
            f"{path.name} decodes by {decoder.get('type')!r}, the family by ByteLevel: "
            "choose a Qwen3.5 checkpoint."
        )
    try:
        backend = Backend.from_file(str(path))
    except Exception as error:  # tokenizers raises bare Exception on every malformed file
        raise ConfigError(f"{path} is no tokenizer ({error}): download it again.") from error
    backend.no_padding()
    backend.no_truncation()
    return backend


def _optional(path: Path) -> Json:
    return read_json(path) if path.exists() else {}


def _added_token(entry: Json) -> AddedToken:
    flags = ("single_word", "lstrip", "rstrip", "normalized", "special")
    return AddedToken(entry["content"], **{flag: bool(entry.get(flag)) for flag in flags})


def _byte_letters() -> dict[str, int]:
    """GPT-2's alphabet: printable bytes stand for themselves, the others from U+0100 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in set(printable)]
    letters = {chr(byte): byte for byte in printable}
    return letters | {chr(0x100 + number): byte for number, byte in enumerate(others)}
