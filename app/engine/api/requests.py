"""What a request may hold. Every field is either obeyed or refused; a few, which ask for nothing
(`user`, `metadata`, `store=false`, `n=1` and the like), are accepted as they are.

Names beyond OpenAI's are those of llama.cpp's server and vLLM where they have one.
"""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from app.engine.api.messages import AnyMessage, Strict, VideoUrl

_Stop: TypeAlias = Annotated[
    Annotated[str, Field(min_length=1), Tag("a string")]
    | Annotated[
        Annotated[list[Annotated[str, Field(min_length=1)]], Field(max_length=16)], Tag("a list")
    ],
    Discriminator(
        lambda value: {str: "a string", list: "a list"}.get(type(value)),
        "form",
        "it must be a string or a list of strings",
    ),
]
Effort: TypeAlias = Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]


class StreamOptions(Strict):
    include_usage: bool | None = None
    include_obfuscation: bool | None = Field(None, description="Never done: this wire is local.")


class GrammarField(Strict):
    """Ours: a regular expression, or a grammar of llguidance's Lark dialect."""

    type: Literal["regex", "lark"]
    text: str = Field(min_length=1)


class LoopLimitsField(Strict):
    """Ours: when a repetition is called a loop; what is not said stays as it is."""

    longest: int = Field(256, ge=1, le=1024, description="Tokens of the longest cycle.")
    least: int = Field(512, ge=2, le=1 << 20, description="Tokens that it must span in all.")
    times: int = Field(4, ge=2, le=1 << 20, description="How often it must have come.")


class Settings(Strict):
    """What chat and raw completions have in common."""

    model: str = Field("", description='An id of /v1/models; "" or "default": the loaded one.')
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    max_tokens: int | None = Field(None, ge=1, le=1 << 31)
    stop: _Stop | None = None
    temperature: float | None = Field(None, ge=0, le=100)
    top_p: float | None = Field(None, gt=0, le=1)
    top_k: int | None = Field(None, ge=0, le=1 << 31)
    min_p: float | None = Field(None, ge=0, lt=1)
    presence_penalty: float | None = Field(None, ge=-2, le=2)
    frequency_penalty: float | None = Field(None, ge=-2, le=2)
    repetition_penalty: float | None = Field(None, gt=0, le=10)
    seed: int | None = Field(None, ge=0, lt=1 << 64)
    grammar: GrammarField | None = None
    loop_guard: bool | None = Field(None, description="End an answer that repeats itself.")
    loop_limits: LoopLimitsField | None = None
    priority: Literal["normal", "urgent"] | None = None
    snapshots: Literal["disk", "memory", "nothing"] | None = Field(
        None, description="Where the state of this conversation may be kept."
    )
    warm: bool | None = Field(
        None, description="See the next question's beginning in idle time; false saves power."
    )
    return_progress: bool | None = Field(None, description="Stream `prompt_progress`.")
    timings_per_token: Literal[False] | None = None
    # These ask for nothing.
    n: int | None = Field(None, ge=1, le=1)
    logit_bias: dict[str, None] | None = Field(None, max_length=0)
    user: str | None = None


class ChatTemplate(Strict):
    enable_thinking: bool | None = None


class Function(Strict):
    name: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    description: str | None = None
    parameters: dict[str, Any] | None = None  # a JSON schema, which the grammar reads
    strict: bool | None = None


class Tool(Strict):
    type: Literal["function"]
    function: Function


class NamedFunction(Strict):
    name: str


class NamedTool(Strict):
    type: Literal["function"]
    function: NamedFunction


class TextFormat(Strict):
    type: Literal["text"]


class ObjectFormat(Strict):
    type: Literal["json_object"]


class NamedSchema(Strict):
    name: str
    description: str | None = None
    schema_: dict[str, Any] = Field(alias="schema")
    strict: bool | None = None


class SchemaFormat(Strict):
    type: Literal["json_schema"]
    json_schema: NamedSchema


_Choice: TypeAlias = Annotated[
    Annotated[Literal["auto", "none", "required"], Tag("a word")]
    | Annotated[NamedTool, Tag("a tool")],
    Discriminator(lambda value: "a tool" if isinstance(value, dict | NamedTool) else "a word"),
]


class ChatRequest(Settings):
    """POST /v1/chat/completions, and /v1/measure."""

    messages: list[AnyMessage] = Field(min_length=1)
    max_completion_tokens: int | None = Field(None, ge=1, le=1 << 31)
    tools: list[Tool] | None = None
    tool_choice: _Choice | None = None
    parallel_tool_calls: bool | None = None
    response_format: (
        Annotated[TextFormat | ObjectFormat | SchemaFormat, Field(discriminator="type")] | None
    ) = None
    logprobs: bool | None = None
    top_logprobs: int | None = Field(None, ge=0, le=20)
    enable_thinking: bool | None = None
    chat_template_kwargs: ChatTemplate | None = None
    reasoning_effort: Effort | None = Field(None, description='"none": off; any other: on.')
    thinking_budget: int | None = Field(None, ge=0, le=1 << 31, description="Tokens.")
    # These ask for nothing.
    functions: list[None] | None = Field(None, max_length=0)
    metadata: dict[str, str] | None = None
    modalities: list[Literal["text"]] | None = Field(None, min_length=1, max_length=1)
    prompt_cache_key: str | None = None
    safety_identifier: str | None = None
    service_tier: Literal["auto", "default"] | None = None
    store: Literal[False] | None = None
    verbosity: Literal["medium"] | None = None


class FramesRequest(Strict):
    """POST /v1/frames."""

    model: str = Field("", description='An id of /v1/models; "" or "default": the loaded one.')
    video_url: VideoUrl
    max_side: int = Field(160, ge=16, le=256, description="Pixels of a frame's longer side.")


class CompletionRequest(Settings):
    """POST /v1/completions."""

    prompt: Annotated[
        Annotated[str, Tag("a string")]
        | Annotated[
            Annotated[list[str], Field(min_length=1, max_length=1)],
            Tag("a list"),
        ],
        Discriminator(lambda value: "a list" if isinstance(value, list) else "a string"),
    ]
    logprobs: int | None = Field(None, ge=0, le=20)
    # These ask for nothing.
    best_of: int | None = Field(None, ge=1, le=1)
    echo: Literal[False] | None = None
    suffix: Literal[""] | None = None
