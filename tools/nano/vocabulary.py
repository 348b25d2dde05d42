"""nano's own tokenizer: byte-level without merges, so any text round-trips and any word is spelt.

Words that it knows (the world's, and those of its questions and answers) are one token each where
they stand alone: "Save" is one token, "Saved" is five letters. Fixed pieces of JSON are tokens too,
which keeps a list of boxes at about twenty tokens an element. All of these are added tokens, since
merges for words would cut unknown ones into pieces of known ones.
"""

import json
import re
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, normalizers, pre_tokenizers
from tokenizers.models import BPE

from tools.nano.questions import PLURALS, TALK
from tools.nano.world import PURPOSES, ROLES, STATES, World

# Of those that begin at one place the longest is taken. What opens a label ends with its quote and
# what follows one begins with it, so no piece reaches into the label. Phrases of the prompts are no
# pieces: as one token each they are unknown to a network that begins from an older one's words.
PIECES = (
    '[{"bbox_2d": [',
    '"}, {"bbox_2d": [',
    '], "label": "',
    '", "role": "',
    '", "state": "',
    '"}]',
    ", ",
    "\n\n",
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


def words(world: World) -> tuple[str, ...]:
    """All that is one token where it stands alone: the world's words in order, then the others.

    Single letters are left out: they are tokens already.
    """
    talk = [sentence for pair in TALK for sentence in pair]
    names = (*ROLES, *STATES, *PLURALS.values())
    sentences = (*world.words, PROMPT_WORDS, *talk, *PURPOSES.values(), *names)
    found = (word for text in sentences for word in re.findall("[A-Za-z]+", text))
    return tuple(dict.fromkeys(word for word in found if len(word) > 1))


def build(world: World) -> Tokenizer:
    """The tokenizer of a world.

    transformers cuts text as the family does before it merges, whatever the file says; without
    merges no cut changes anything, so the file has none.
    """
    symbols = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(BPE({symbol: number for number, symbol in enumerate(symbols)}, []))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in SPECIAL])
    plain = (*MARKS, *PIECES)
    tokenizer.add_tokens([AddedToken(t, special=False, normalized=False) for t in plain])
    whole = [AddedToken(word, single_word=True, normalized=False) for word in words(world)]
    tokenizer.add_tokens(whole)
    return tokenizer


def number(tokenizer: Tokenizer, token: str) -> int:
    """The id of a whole token that must be there."""
    found = tokenizer.token_to_id(token)
    assert found is not None, token
    return found


def save(tokenizer: Tokenizer, folder: Path) -> None:
    """tokenizer.json and tokenizer_config.json, as the family's processors expect them."""
    tokenizer.save(str(folder / "tokenizer.json"))
    added = tokenizer.get_added_tokens_decoder()
    config = {
        "tokenizer_class": "Qwen2Tokenizer",
        "add_bos_token": False,
        "add_prefix_space": False,
        "added_tokens_decoder": {
            str(id_): {
                "content": token.content,
                "lstrip": False,
                "normalized": False,
                "rstrip": False,
                "single_word": token.single_word,
                "special": token.special,
            }
            for id_, token in sorted(added.items())
        },
        "additional_special_tokens": list(SPECIAL[1:]),
        "bos_token": None,
        "clean_up_tokenization_spaces": False,
        "eos_token": "<|im_end|>",
        "errors": "replace",
        "model_max_length": 8192,
        "pad_token": "<|endoftext|>",
        "unk_token": None,
        "image_token": "<|image_pad|>",
        "video_token": "<|video_pad|>",
        "vision_bos_token": "<|vision_start|>",
        "vision_eos_token": "<|vision_end|>",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
