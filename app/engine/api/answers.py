"""What the wire answers, for its OpenAPI document. A test holds the answers to it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """Documented whole: an answer holds nothing else."""

    model_config = ConfigDict(extra="forbid")


class ErrorDetail(Answer):
    message: str
    type: str
    param: str | None
    code: str | None


class ErrorAnswer(Answer):
    error: ErrorDetail


class Attachment(Answer):
    """What the model sees of a picture or clip; sizes are [width, height]."""

    name: str
    kind: Literal["image", "video"]
    source_size: tuple[int, int]
    seen_size: tuple[int, int]
    times: list[float]
    visual_tokens: int
    sentence: str


class CachedTokens(Answer):
    cached_tokens: int


class ReasoningTokens(Answer):
    reasoning_tokens: int


class UsageAnswer(Answer):
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    prompt_tokens_details: CachedTokens
    completion_tokens_details: ReasoningTokens


class TimingsAnswer(Answer):
    cache_n: int
    prompt_n: int
    prompt_ms: float
    prompt_per_second: float
    predicted_n: int
    predicted_ms: float
    predicted_per_second: float
    first_token_ms: float
    draft_n: int
    draft_n_accepted: int


class PromptProgress(Answer):
    total: int
    cache: int
    processed: int
    time_ms: float


class TokenLogprob(Answer):
    token: str
    logprob: float
    bytes: list[int]


class ChosenLogprob(TokenLogprob):
    top_logprobs: list[TokenLogprob]


class ChatLogprobs(Answer):
    content: list[ChosenLogprob]
    refusal: None
    reasoning_content: list[ChosenLogprob]


class TextLogprobs(Answer):
    tokens: list[str]
    token_logprobs: list[float]
    top_logprobs: list[dict[str, float]]
    text_offset: list[int]


class FunctionAnswer(Answer):
    name: str
    arguments: str


class ToolCallAnswer(Answer):
    id: str
    type: Literal["function"]
    function: FunctionAnswer


class MessageAnswer(Answer):
    role: Literal["assistant"]
    content: str | None
    refusal: None
    reasoning_content: str | None = None
    tool_calls: list[ToolCallAnswer] | None = None


Reason = Literal["stop", "length", "tool_calls", "loop"]


class ChatChoice(Answer):
    index: Literal[0]
    message: MessageAnswer
    logprobs: ChatLogprobs | None
    finish_reason: Reason


class Told(Answer):
    """What chunks and whole answers have in common."""

    id: str
    created: int
    model: str


class ChatAnswer(Told):
    object: Literal["chat.completion"]
    choices: list[ChatChoice]
    usage: UsageAnswer
    timings: TimingsAnswer
    attachments: list[Attachment] | None = None


class FunctionPiece(Answer):
    name: str | None = None
    arguments: str


class ToolCallPiece(Answer):
    index: int
    id: str | None = None
    type: Literal["function"] | None = None
    function: FunctionPiece


class Delta(Answer):
    role: Literal["assistant"] | None = None
    content: str | None = None
    reasoning_content: str | None = None
    tool_calls: list[ToolCallPiece] | None = None


class ChunkChoice(Answer):
    index: Literal[0]
    delta: Delta
    logprobs: ChatLogprobs | None
    finish_reason: Reason | None


class AnyChunk(Told):
    usage: UsageAnswer | None = None
    timings: TimingsAnswer | None = None
    prompt_progress: PromptProgress | None = None


class ChatChunk(AnyChunk):
    """One `data:` line of a streamed chat answer."""

    object: Literal["chat.completion.chunk"]
    choices: list[ChunkChoice]
    attachments: list[Attachment] | None = None


class TextChoice(Answer):
    index: Literal[0]
    text: str
    logprobs: TextLogprobs | None
    finish_reason: Literal["stop", "length", "loop"] | None


class TextAnswer(Told):
    object: Literal["text_completion"]
    choices: list[TextChoice]
    usage: UsageAnswer
    timings: TimingsAnswer


class TextChunk(AnyChunk):
    """One `data:` line of a streamed raw completion."""

    object: Literal["text_completion"]
    choices: list[TextChoice]


class ModelAnswer(Answer):
    id: str
    object: Literal["model"]
    created: int
    owned_by: str
    loaded: bool
    sees: bool
    chats: bool
    context: int


class ModelsAnswer(Answer):
    object: Literal["list"]
    data: list[ModelAnswer]


class MeasuredAnswer(Answer):
    attachments: list[Attachment]
    prompt_tokens: int
    cached_tokens: int
    bytes_needed: int
    bytes_free: int


class FrameAnswer(Answer):
    """One frame that would be sent: its second in the clip, and a JPEG of it in base64."""

    time: float
    jpeg: str


class FramesAnswer(Answer):
    attachment: Attachment
    frames: list[FrameAnswer]


class StatusAnswer(Answer):
    state: Literal["loading", "ready", "failed"]
    model: str
    error: str
    waiting: int
    running: int
    memory: dict[str, int]


class Healthy(Answer):
    status: Literal["ok"]
    model: str


class Unhealthy(Answer):
    status: Literal["loading", "failed"]
    error: str | None = None
