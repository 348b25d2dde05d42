"""pydantic's findings in one sentence that names the field and says what to do."""

from typing import Any, TypeVar

from pydantic import ValidationError

from app.engine.api.messages import Strict
from app.engine.api.refusal import Refused

Wanted = TypeVar("Wanted", bound=Strict)

_REASONS = {
    "n": "one answer a request: send several requests",
    "best_of": "one answer a request: send several requests",
    "logit_bias": "single tokens cannot be favoured or forbidden: use a grammar",
    "echo": "the prompt is not repeated in the answer",
    "suffix": "text cannot be filled in before a suffix",
    "functions": "it is OpenAI's old form: use tools",
    "function_call": "it is OpenAI's old form: use tools and tool_choice",
    "store": "nothing is stored for a later look",
    "timings_per_token": "timings come once, with the last chunk",
    "modalities": "answers are text",
    "audio": "answers are text, and sound is not heard",
    "input_audio": "sound is not heard",
    "prediction": "predicted output is not used",
    "web_search_options": "nothing is looked up on the web",
    "moderation": "nothing is sent to a moderator",
    "service_tier": "there is one tier",
    "verbosity": "say in the prompt how long the answer should be",
    "name": "participants have no names: write the name into the text",
    "cache_control": "prefixes are remembered by themselves",
    "prompt_cache_retention": "use snapshots: disk, memory or nothing",
    "prompt": "one text, not token ids and not several",
    "refusal": "a refusal is plain content",
}


def validated(model: type[Wanted], raw: dict[str, Any]) -> Wanted:
    """`raw` as a value of `model`.

    Raises:
        Refused: naming the first field that cannot be obeyed.
    """
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
        first = found[0]
        place, last = _place(raw, first["loc"])
        raise Refused(
            400,
            _sentence(place or "The body", first["type"], first["msg"], last),
            param=place or None,
            code="unknown_field" if first["type"] == "extra_forbidden" else "invalid_value",
        ) from error


def _sentence(place: str, kind: str, message: str, last: str) -> str:
    reason = _REASONS.get(last) or _REASONS.get(place.partition(".")[0])
    because = f" ({reason})" if reason else ""
    if kind == "extra_forbidden":
        return f"{place} is not supported{because or ': leave it out'}."
    if kind == "missing":
        return f"{place} is required."
    if kind == "union_tag_not_found":
        message = message.replace("Unable to extract tag using discriminator", "it must hold")
    return f"{place} cannot be taken: {message}{because}."


def _place(raw: object, location: tuple[int | str, ...]) -> tuple[str, str]:
    """messages[0].content, and its last name; pydantic also lists the forms it tried."""
    path, last, value = "", "", raw
    for number, step in enumerate(location):
        there = isinstance(value, dict) and step in value
        if isinstance(step, int) and isinstance(value, list) and step < len(value):
            path, value = f"{path}[{step}]", value[step]
        elif there or (isinstance(value, dict) and number == len(location) - 1):
            path, last = f"{path}.{step}" if path else str(step), str(step)
            value = value[step] if there and isinstance(value, dict) else None
    return path[:200], last
