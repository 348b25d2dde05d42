"""The messages of a request, as OpenAI's chat completions have them; what else is there is refused.

Extensions of ours: `video_url`; `name` and limits of pictures and clips; `reasoning_content` of
earlier answers; pictures in what a tool gave back.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag


class Strict(BaseModel):
    """Nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ImageUrl(Strict):
    """A picture: `data:image/...;base64,...`, or on the Unix socket `file:///...`."""

    url: str
    detail: Literal["auto", "low", "high"] | None = Field(
        None, description="low: at most 256 visual tokens; else the checkpoint's own limit."
    )
    name: str | None = None
    max_tokens: int | None = Field(None, ge=1, description="Visual tokens at most.")


class VideoUrl(Strict):
    """A clip, in the same forms; seconds `start` to `end`."""

    url: str
    name: str | None = None
    fps: float | None = Field(None, gt=0, le=1000)
    start: float | None = Field(None, ge=0)
    end: float | None = Field(None, ge=0)
    max_frames: int | None = Field(None, ge=1)
    max_tokens: int | None = Field(None, ge=1, description="Visual tokens at most.")


class TextContent(Strict):
    type: Literal["text"]
    text: str


class ImageContent(Strict):
    type: Literal["image_url"]
    image_url: ImageUrl


class VideoContent(Strict):
    type: Literal["video_url"]
    video_url: VideoUrl


Content: TypeAlias = Annotated[
    TextContent | ImageContent | VideoContent, Field(discriminator="type")
]


def _form(value: object) -> str | None:
    """Which of two forms a content has, so that an error speaks of that one alone."""
    return {str: "a string", list: "a list of parts"}.get(type(value))


_FORM = Discriminator(_form, "form", "it must be a string or a list of parts")
_Said = Annotated[str, Tag("a string")]
_Parts = Annotated[
    Annotated[list[Content], Field(min_length=1)],
    Tag("a list of parts"),
]
_Texts = Annotated[
    Annotated[list[TextContent], Field(min_length=1)],
    Tag("a list of parts"),
]
Shown: TypeAlias = Annotated[_Said | _Parts, _FORM]
Words: TypeAlias = Annotated[_Said | _Texts, _FORM]


class SystemMessage(Strict):
    role: Literal["system", "developer"]
    content: Words


class UserMessage(Strict):
    role: Literal["user"]
    content: Shown


class CalledFunction(Strict):
    name: str
    arguments: str = Field(description="A JSON object as text.")


class ToolCall(Strict):
    id: str
    type: Literal["function"] = "function"
    function: CalledFunction
    index: int | None = Field(None, description="As streamed; the order in the list counts.")


class AssistantMessage(Strict):
    role: Literal["assistant"]
    content: Words | None = None
    reasoning_content: str | None = None
    tool_calls: list[ToolCall] | None = None
    refusal: None = None
    audio: None = None
    function_call: None = None
    annotations: list[None] | None = Field(None, max_length=0)


class ToolMessage(Strict):
    role: Literal["tool"]
    content: Shown
    tool_call_id: str
    name: str | None = Field(None, description="The function's; must be the one that was called.")


AnyMessage: TypeAlias = Annotated[
    SystemMessage | UserMessage | AssistantMessage | ToolMessage, Field(discriminator="role")
]
