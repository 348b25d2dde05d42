"""nano's own tokenizer: byte-level, so any text round-trips, with its world's words as one token.

Each word of the closed list has its chain of merges, any other text falls to bytes or to pieces of
such chains. Fixed pieces of JSON are added tokens, which keeps a list of boxes at about twenty
tokens an element.
"""

import json
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers
from tokenizers.models import BPE

from tools.nano.questions import PLURALS, TALK
from tools.nano.world import PURPOSES, ROLES, STATES, World

PIECES = (
    '[{"bbox_2d": [',
    '"}, {"bbox_2d": [',
    '], "label": "',
    '", "role": "',
    '", "state": "',
    '"}]',
    ", ",
)
# The family's own way to cut text: single digits, marks stay with letters. Its tokenizer class in
# transformers puts this cut in whatever the file says, so the file says the same.
CUT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}|"
    r" ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
SPECIAL = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|object_ref_start|>",
    "<|object_ref_end|>",
    "<|box_start|>",
    "<|box_end|>",
    "<|quad_start|>",
    "<|quad_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
)
MARKS = (
    "<tool_call>",
    "</tool_call>",
    "<tool_response>",
    "</tool_response>",
    "<think>",
    "</think>",
)
PROMPT_WORDS = (
    "List the elements of this screen. Where is? What does it say at? Which kind of element is? "
    "Is there a? Is on this screen? Is checked? Is enabled? How many are there? What is in the? "
    "What is this window for? This window is for. Yes No user assistant system tool seconds "
    "Find Locate read show me please button an and or to"
)
BARE_WORDS = ("user", "assistant", "system", "\n\n")


def _sentences(world: World) -> list[str]:
    talk = [sentence for pair in TALK for sentence in pair]
    purposes = [f"This window is for {purpose}." for purpose in PURPOSES.values()]
    names = [f" {name}" for name in (*ROLES, *STATES, *PLURALS.values())]
    return [PROMPT_WORDS, *talk, *purposes, *names]


def _whole(world: World, cut: pre_tokenizers.PreTokenizer) -> list[str]:
    """Byte-level spellings that are to be one token each, the first the strongest.

    Those that begin with a capital or a blank cannot begin inside another word, so their merges
    never disturb each other; bare small words come last and yield to all.
    """
    capital = [word for word in world.words if len(word) > 1]
    for sentence in _sentences(world):
        for piece, _ in cut.pre_tokenize_str(sentence):
            word = piece if piece[0] == "Ġ" and piece[1:2].islower() else piece.lstrip("Ġ")
            if len(word) > 1 and word.lstrip("Ġ").isalpha():
                capital.append(word)
    first = sorted({word for word in capital if not word[0].islower()})
    bare = [*BARE_WORDS, *ROLES, *(state for state in STATES if state)]
    return first + ["".join(p for p, _ in cut.pre_tokenize_str(word)) for word in bare]


def _merges(words: list[str]) -> list[tuple[str, str]]:
    """Merges that build each word from its left, letter by letter."""
    steps = [(word[:n], word[n]) for word in words for n in range(1, len(word))]
    return list(dict.fromkeys(steps))


def build(world: World) -> Tokenizer:
    """The tokenizer of a world."""
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    split = pre_tokenizers.Split(Regex(CUT), behavior="isolated")
    cut = pre_tokenizers.Sequence([split, byte_level])
    merges = _merges(_whole(world, cut))
    symbols = [*sorted(pre_tokenizers.ByteLevel.alphabet()), *(a + b for a, b in merges)]
    vocabulary = {symbol: number for number, symbol in enumerate(symbols)}
    tokenizer = Tokenizer(BPE(vocabulary, merges))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = cut
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in SPECIAL])
    plain = (*MARKS, *PIECES)
    tokenizer.add_tokens([AddedToken(t, special=False, normalized=False) for t in plain])
    return tokenizer


def number(tokenizer: Tokenizer, token: str) -> int:
    """The id of a whole token that must be there."""
    found = tokenizer.token_to_id(token)
    assert found is not None, token
    return found


def save(tokenizer: Tokenizer, folder: Path) -> None:
    """tokenizer.json and tokenizer_config.json, as the family's processors expect them."""
    tokenizer.save(str(folder / "tokenizer.json"))
    marks = [*SPECIAL, *MARKS, *PIECES]
    config = {
        "tokenizer_class": "Qwen2Tokenizer",
        "add_bos_token": False,
        "add_prefix_space": False,
        "added_tokens_decoder": {
            str(tokenizer.token_to_id(text)): {
                "content": text,
                "lstrip": False,
                "normalized": False,
                "rstrip": False,
                "single_word": False,
                "special": text in SPECIAL,
            }
            for text in marks
        },
        "additional_special_tokens": list(SPECIAL[1:]),
        "bos_token": None,
        "clean_up_tokenization_spaces": False,
        "eos_token": "<|im_end|>",
        "errors": "replace",
        "model_max_length": 4096,
        "pad_token": "<|endoftext|>",
        "unk_token": None,
        "image_token": "<|image_pad|>",
        "video_token": "<|video_pad|>",
        "vision_bos_token": "<|vision_start|>",
        "vision_eos_token": "<|vision_end|>",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
