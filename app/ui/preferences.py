"""What the user chose for the whole program, in one readable file."""

import contextlib
import json
import os
from dataclasses import MISSING, Field, asdict, dataclass, field, fields, replace
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from app.chat.conversation import ChatSettings
from app.chat.settings import Settings

Extra = dict[str, Any]  # Any: of a later version, kept as it is
Value = TypeVar("Value")


@dataclass(frozen=True)
class Preset:
    """A named way of answering; whether to think is chosen beside it."""

    name: str
    settings: Settings = Settings()
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True)
class Remote:
    """An engine on another machine; its key lies in the system's keychain under `name`."""

    name: str
    url: str
    model: str = ""
    extra: Extra = field(default_factory=dict)


@dataclass(frozen=True)
class Preferences:
    """ "" and None take the program's own choice."""

    appearance: Literal["system", "light", "dark"] = "system"
    language: str = ""  # as zh_CN; "": the system's
    model: str = "kestrel-nano"  # a bundled name, a folder, or "remote:" and a remote's name
    system: str = ""  # said before every conversation
    preset: str = ""  # name of the one that a new chat begins with
    presets: tuple[Preset, ...] = ()
    settings: Settings = Settings()  # of a new chat where no preset is chosen; and whether to think
    context: int = 32768  # tokens that verdicts and receipts count with
    memory_gb: float | None = None
    idle_minutes: int | None = 10  # None: the model stays in memory
    hotkey: str = ""  # portable text of a key sequence; none is taken by default
    status_item: bool = True
    notify: bool = False  # of an answer that is done while the user looks elsewhere
    remotes: tuple[Remote, ...] = ()
    folders: tuple[str, ...] = ()  # opened checkpoints that lie elsewhere
    log_cleared: float | None = None  # when the log of connections was, in seconds since 1970
    seen_welcome: bool = False
    window: str = ""  # geometry, base64
    chat: str = ""  # the one that was open
    extra: Extra = field(default_factory=dict)


class PreferencesUnreadable(Exception):
    """The file is damaged. The message says what to do."""


def for_a_new_chat(preferences: Preferences) -> ChatSettings:
    """What a chat begins with: the values of the default preset."""
    chosen = next((p for p in preferences.presets if p.name == preferences.preset), None)
    if chosen is None:
        return ChatSettings(settings=preferences.settings)
    settings = replace(chosen.settings, think=preferences.settings.think)
    return ChatSettings(preset=chosen.name, settings=settings)


def load(path: Path) -> Preferences:
    """Read them; what a later version wrote is kept in `extra`.

    Raises:
        PreferencesUnreadable: the file is there and holds no preferences.
    """
    if not path.exists():
        return Preferences()
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        read, _ = _read(Preferences, raw, "the file")
        return read
    except (OSError, ValueError) as error:
        raise PreferencesUnreadable(
            f"{path} cannot be read ({error}): mend it, or move it away to begin anew."
        ) from error


def save(path: Path, preferences: Preferences) -> None:
    """Write them at once or not at all; only this user can read them. Raises OSError."""
    text = json.dumps(_plain(asdict(preferences)), indent=2, ensure_ascii=False) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    try:
        with open(fresh, "w", encoding="utf-8", opener=_private) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _plain(values: Extra) -> Extra:
    """As the file has it: what a later version wrote stands where it stood."""
    extra = values.pop("extra", {})
    plain: Extra = {}
    for name, value in values.items():
        if isinstance(value, dict):
            value = _plain(value) | extra.pop(name, {})
        elif isinstance(value, list | tuple):
            value = [_plain(each) if isinstance(each, dict) else each for each in value]
        plain[name] = value
    return plain | extra


def _read(kind: type[Value], raw: object, where: str) -> tuple[Value, Extra]:
    """A value of a dataclass and what it has no field for. Raises ValueError."""
    if not isinstance(raw, dict):
        raise ValueError(f"{where} holds no named values")
    hints = get_type_hints(kind)
    all_fields: tuple[Field[Any], ...] = fields(kind)  # pyright: ignore[reportArgumentType]
    known = {f.name: f for f in all_fields if f.name != "extra"}
    extra: Extra = {name: value for name, value in raw.items() if name not in known}
    values: dict[str, Any] = {}
    for name, one in known.items():
        if name in raw:
            values[name], unknown = _value(hints[name], raw[name], name)
            if unknown:
                extra[name] = unknown
        elif one.default is MISSING and one.default_factory is MISSING:
            raise ValueError(f'"{name}" is missing in {where}')
    if "extra" in hints:
        return kind(**values | {"extra": extra}), {}
    return kind(**values), extra


def _value(hint: object, raw: object, name: str) -> tuple[object, Extra]:
    """What a field of type `hint` takes, and what a later version wrote in it."""
    if hint is Settings:
        return _read(Settings, raw, f'"{name}"')
    if get_origin(hint) is tuple:
        if not isinstance(raw, list):
            raise ValueError(f'"{name}" is no list')
        each = get_args(hint)[0]
        if each is str:
            return tuple(_checked(str, one, name) for one in raw), {}
        return tuple(_read(each, one, f'an entry of "{name}"')[0] for one in raw), {}
    return _checked(hint, raw, name), {}


def _checked(hint: object, raw: object, name: str) -> object:
    if get_origin(hint) is Literal:
        fits = raw in get_args(hint)
    else:
        wanted = get_args(hint) if isinstance(hint, UnionType) else (hint,)
        fits = type(raw) in wanted or (type(raw) is int and float in wanted)
        if NoneType in wanted and raw is None:
            fits = True
    if not fits:
        raise ValueError(f'"{name}" cannot be {json.dumps(raw, ensure_ascii=False)}')
    return raw
