"""The checkpoint's own chat template: turns to the text that the model was trained on."""

from collections.abc import Sequence
from pathlib import Path

import jinja2
from jinja2.exceptions import SecurityError

from mlx_model.errors import ConfigError, PromptError
from mlx_model.fields import Json, read_json
from mlx_model.inputs.sandbox import MAX_CHARACTERS, LimitError, Sandbox

_SECONDS = 5.0  # for one rendering; a long conversation takes milliseconds
_RUNTIME_ERRORS = (TypeError, ValueError, KeyError, AttributeError, IndexError, ArithmeticError)


class ChatTemplate:
    """Found in chat_template.jinja, chat_template.json or tokenizer_config.json, in that order.

    A folder without one (a Base checkpoint) is fine until something is to be rendered.
    """

    def __init__(self, folder: Path) -> None:
        self._source = _find(folder)
        self._folder = folder
        self._sandbox = Sandbox()
        self._template: jinja2.Template | None = None
        self._named = _named_tokens(folder)

    def render(
        self,
        turns: Sequence[Json],
        *,
        enable_thinking: bool,
        tools: Sequence[object] | None = None,
        add_generation_prompt: bool = True,
    ) -> str:
        """Render turns as Hugging Face templates take them (role, content, tool_calls ...).

        `enable_thinking` is always told: checkpoints of one family differ in what its absence
        means.

        Raises:
            PromptError: the template refuses the turns, is broken, or exceeds its limits.
        """
        compiled = self._compiled()
        known: dict[str, object] = {
            **self._named,
            "messages": list(turns),
            "tools": list(tools) if tools else None,
            "documents": None,
            "add_generation_prompt": add_generation_prompt,
            "enable_thinking": enable_thinking,
        }
        self._sandbox.allow(_SECONDS)
        try:
            return self._bounded(compiled, known)
        except (LimitError, RecursionError, MemoryError) as error:
            raise PromptError(f"The chat template was stopped: {error}. {_REMEDY}") from error
        except (jinja2.UndefinedError, SecurityError) as error:
            raise PromptError(f"The chat template fails: {error}. {_REMEDY}") from error
        except jinja2.TemplateError as error:
            raise PromptError(f"The chat template refuses these messages: {error}") from error
        except _RUNTIME_ERRORS as error:
            raise PromptError(f"The chat template fails: {error!r}. {_REMEDY}") from error

    def _bounded(self, compiled: jinja2.Template, known: Json) -> str:
        pieces, length = [], 0
        for piece in compiled.generate(known):
            length += len(piece)
            self._sandbox.check()
            if length > MAX_CHARACTERS:
                raise LimitError("it writes without end")
            pieces.append(piece)
        return "".join(pieces)

    def _compiled(self) -> jinja2.Template:
        if self._source is None:
            raise PromptError(
                f"{self._folder.name} has no chat template, so it is a Base checkpoint: "
                "use raw completion, or choose a checkpoint made for chat."
            )
        if self._template is None:
            try:
                self._template = self._sandbox.from_string(self._source)
            except (jinja2.TemplateSyntaxError, RecursionError) as error:
                raise PromptError(f"The chat template is broken: {error}. {_REMEDY}") from error
        return self._template


_REMEDY = "Download the checkpoint again or mend its chat_template.jinja."


def _find(folder: Path) -> str | None:
    jinja = folder / "chat_template.jinja"
    if jinja.exists():
        try:
            return jinja.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{jinja} cannot be read ({error}): download it again.") from error
    for name in ("chat_template.json", "tokenizer_config.json"):
        if (folder / name).exists():
            found = _default(read_json(folder / name).get("chat_template"))
            if found is not None:
                return found
    return None


def _default(value: object) -> str | None:
    """Some files list several templates by name."""
    if isinstance(value, list):
        named = {entry.get("name"): entry.get("template") for entry in value}
        return named.get("default")
    return value if isinstance(value, str) else None


def _named_tokens(folder: Path) -> dict[str, str]:
    """Special tokens by name, which templates may write (`eos_token` and so on)."""
    path = folder / "tokenizer_config.json"
    settings = read_json(path) if path.exists() else {}
    names = ("bos_token", "eos_token", "unk_token", "pad_token")
    found = {name: settings.get(name) for name in names}
    texts = {
        name: token.get("content") if isinstance(token, dict) else token
        for name, token in found.items()
    }
    return {name: text for name, text in texts.items() if isinstance(text, str)}
