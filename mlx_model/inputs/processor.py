"""Messages to one prompt: ids, positions, patches. What stands between a chat and the network.

Reference: transformers `Qwen3VLProcessor`. A picture's mark is repeated once per visual token. A
clip's mark becomes, per visual frame, the time in words (`<1.5 seconds>`) and a block of marks of
its own; the template's own vision marks stay around the whole, as in transformers 5 (its earlier
releases, vLLM and mlx-vlm drop them). Texts are equal but for forged marks (conversation.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mlx_model.config import ModelConfig
from mlx_model.errors import MediaError, PromptError
from mlx_model.fields import Json, read_json
from mlx_model.inputs.conversation import BREAK, Conversation, attachments, part_name
from mlx_model.inputs.gallery import Gallery
from mlx_model.inputs.message import Message, Part, TextPart, VideoPart
from mlx_model.inputs.placeholders import Placeholders, find_placeholders
from mlx_model.inputs.positions import rope_positions
from mlx_model.inputs.receipt import Kind, Receipt
from mlx_model.inputs.sight import Sight, read_sight
from mlx_model.inputs.strip import Strip, read_strip
from mlx_model.inputs.template import ChatTemplate
from mlx_model.inputs.tokenizer import Tokenizer
from mlx_model.inputs.video import OnFrame
from mlx_model.inputs.visual import Visual


@dataclass(frozen=True, eq=False)
class Prompt:
    """All that the network is given."""

    ids: np.ndarray  # (L,) int32; visual tokens hold the image or video id
    positions: np.ndarray  # (3, L) int32
    next_position: int  # of the first token generated
    visuals: tuple[Visual, ...]  # in order of appearance
    text: str  # as the template wrote it, before marks are repeated
    thinking: bool  # it ends inside an open <think>

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """What is seen of each attachment."""
        return tuple(visual.receipt for visual in self.visuals)


@dataclass(frozen=True)
class Processor:
    """Everything of a checkpoint that makes prompts of messages and text of ids."""

    config: ModelConfig
    tokenizer: Tokenizer
    template: ChatTemplate
    stop_ids: frozenset[int]  # every end token that any of the checkpoint's files names
    sight: Sight | None  # None: the checkpoint sees nothing
    placeholders: Placeholders | None
    gallery: Gallery | None = None  # None: every attachment is decoded anew

    @staticmethod
    def load(folder: Path, config: ModelConfig, gallery: Gallery | None = None) -> "Processor":
        """Read the files of a checkpoint folder.

        Raises:
            ConfigError: one of them is missing or contradicts the others.
        """
        tokenizer = Tokenizer(folder)
        sight = read_sight(folder, config.vision) if config.vision else None
        return Processor(
            config=config,
            tokenizer=tokenizer,
            template=ChatTemplate(folder),
            stop_ids=_stop_ids(folder, config) | tokenizer.eos_ids,
            sight=sight,
            placeholders=_placeholders(tokenizer, config, sight),
            gallery=gallery,
        )

    def prompt(
        self,
        messages: Sequence[Message],
        *,
        tools: Sequence[Json] | None = None,
        enable_thinking: bool = False,
        add_generation_prompt: bool = True,
        on_frame: OnFrame | None = None,
    ) -> Prompt:
        """Render, see and encode. `on_frame` hears of each video frame, and cancels by raising.

        Raises:
            PromptError: the messages are empty or the template refuses them.
            MediaError: an attachment cannot be read.
        """
        parts = attachments(messages)
        names = [part_name(part, number) for number, part in enumerate(parts, start=1)]
        kinds: list[Kind] = [
            self._sight().kind_of(part, name) for part, name in zip(parts, names, strict=True)
        ]
        conversation = Conversation(self.tokenizer.special_tokens)
        text = self.template.render(
            conversation.turns(messages, kinds),
            tools=[conversation.plain_json(tool) for tool in tools or ()],
            enable_thinking=enable_thinking,
            add_generation_prompt=add_generation_prompt,
        )
        visuals = tuple(
            self._see(part, name, on_frame) for part, name in zip(parts, names, strict=True)
        )
        return self._encode(text, visuals)

    def raw(self, text: str) -> Prompt:
        """Completion without a template, for Base checkpoints; special tokens stay themselves."""
        if not text:
            raise PromptError("There is nothing to complete: write the beginning of a text.")
        return self._encode(text, ())

    def receipt(self, part: Part, number: int = 1) -> Receipt:
        """What the model will see of an attachment, by the code that will show it."""
        return self._sight().receipt(part, part_name(part, number))

    def strip(self, part: VideoPart, side: int, on_frame: OnFrame | None = None) -> Strip:
        """The frames that would be sent, as small pictures; see `read_strip`."""
        return read_strip(self._sight().videos, part, part_name(part, 1), side, on_frame)

    def _see(self, part: Part, name: str, on_frame: OnFrame | None) -> Visual:
        assert not isinstance(part, TextPart)
        sight = self._sight()
        if self.gallery is None:
            return sight.see(part, name, on_frame)
        return self.gallery.get(part, lambda: sight.see(part, name, on_frame))

    def _sight(self) -> Sight:
        if self.sight is None:
            raise MediaError(
                "This checkpoint reads text only: choose one with vision, or leave the "
                "attachment out."
            )
        return self.sight

    def _encode(self, text: str, visuals: tuple[Visual, ...]) -> Prompt:
        marks = self.placeholders
        marked = marks.expand(text, visuals) if marks else text
        ids = [id_ for piece in marked.split(BREAK) for id_ in self.tokenizer.encode(piece)]
        array = np.array(ids, np.int32)
        if marks:
            array = marks.repeat(array, visuals)
        positions, after = rope_positions(
            array,
            [visual.grid for visual in visuals],
            self.config.visual_tokens,
            marks.merge if marks else 1,
        )
        plain = text.replace(BREAK, "")
        return Prompt(array, positions, after, visuals, plain, _thinks(plain))


def _thinks(text: str) -> bool:
    """Whether what comes next stands inside an open <think>."""
    return text.rstrip().endswith("<think>")


def _stop_ids(folder: Path, config: ModelConfig) -> frozenset[int]:
    path = folder / "generation_config.json"
    generation = read_json(path).get("eos_token_id") if path.exists() else None
    named = generation if isinstance(generation, list) else [generation]
    return frozenset(id_ for id_ in named if isinstance(id_, int)) | set(config.eos_token_ids)


def _placeholders(
    tokenizer: Tokenizer, config: ModelConfig, sight: Sight | None
) -> Placeholders | None:
    if sight is None or config.visual_tokens is None:
        return None
    cutter = sight.pictures.cutter
    return find_placeholders(tokenizer, config.visual_tokens, cutter.temporal, cutter.merge)
