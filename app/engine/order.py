"""What is asked of the engine, as plain values: nothing of HTTP, nothing of MLX."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from mlx_model.fields import Json
from mlx_model.inputs.message import Message
from mlx_model.runtime.loops import LoopLimits
from mlx_model.runtime.sampling import Sampling

Keep: TypeAlias = Literal["disk", "memory", "nothing"]


@dataclass(frozen=True)
class Grammar:
    """The form that an answer must have; it begins where the thoughts end."""

    kind: Literal["json_object", "json_schema", "regex", "lark"]
    text: str = ""  # the schema as JSON text, the pattern or the grammar


@dataclass(frozen=True)
class Order:
    """One request. Either `messages` for a chat, or `text` to be completed as it stands."""

    messages: tuple[Message, ...] = ()
    text: str = ""
    tools: tuple[Json, ...] = ()  # as in OpenAI's API
    tool_choice: str = "auto"  # "auto", "none", "required", or "=" and a function's name
    parallel_tool_calls: bool = True
    think: bool = False
    thinking_budget: int | None = None  # tokens, after which the thoughts are closed
    sampling: Sampling | None = None  # None: as the checkpoint's makers set it
    max_tokens: int | None = None  # None: what is left of the context, up to DEFAULT_TOKENS
    stop: tuple[str, ...] = ()
    grammar: Grammar | None = None
    logprobs: int | None = None  # None: none; n: each token's, with its n likeliest rivals
    loop_guard: bool = True
    loop_limits: LoopLimits = LoopLimits()  # when a repetition is called a loop
    urgent: bool = False  # the quick ask's lane
    warm: bool = True  # see in idle time what the next question will begin with
    keep: Keep = "disk"  # where snapshots of this conversation may lie
