"""What the user chose for the whole program, in one readable file."""

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from app.chat.settings import Settings


@dataclass(frozen=True)
class Preset:
    """A named way of answering."""

    name: str
    settings: Settings = Settings()


@dataclass(frozen=True)
class Remote:
    """An engine on another machine; its key lies in the system's keychain under `name`."""

    name: str
    url: str
    model: str = ""


@dataclass(frozen=True)
class Preferences:
    """ "" and None take the program's own choice."""

    appearance: Literal["system", "light", "dark"] = "system"
    language: str = ""  # as zh_CN; "": the system's
    model: str = "kestrel-nano"  # a bundled name, a folder, or "remote:" and a remote's name
    system: str = ""  # said before every conversation
    preset: str = ""
    presets: tuple[Preset, ...] = ()
    settings: Settings = Settings()
    context: int = 32768  # tokens that verdicts and receipts count with
    memory_gb: float | None = None
    idle_minutes: int | None = 10  # None: the model stays in memory
    hotkey: str = ""  # portable text of a key sequence; none is taken by default
    status_item: bool = True
    remotes: tuple[Remote, ...] = ()
    folders: tuple[str, ...] = ()  # opened checkpoints that lie elsewhere
    seen_welcome: bool = False
    window: str = ""  # geometry, base64
    chat: str = ""  # the one that was open
    extra: dict[str, Any] = field(default_factory=dict)  # Any: of a later version, kept as it is


class PreferencesUnreadable(Exception):
    """The file is damaged. The message says what to do."""


def load(path: Path) -> Preferences:
    """Read them; what a later version wrote is kept in `extra`.

    Raises:
        PreferencesUnreadable: the file is there and holds no preferences.
    """
    if not path.exists():
        return Preferences()
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        known = {f.name for f in fields(Preferences)} - {"extra"}
        extra = {name: value for name, value in raw.items() if name not in known}
        mine = {name: value for name, value in raw.items() if name in known}
        mine["settings"] = Settings(**mine.get("settings", {}))
        mine["presets"] = tuple(
            Preset(p["name"], Settings(**p["settings"])) for p in mine.get("presets", ())
        )
        mine["remotes"] = tuple(Remote(**r) for r in mine.get("remotes", ()))
        mine["folders"] = tuple(mine.get("folders", ()))
        return Preferences(**mine, extra=extra)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise PreferencesUnreadable(
            f"{path} cannot be read ({error}): mend it, or move it away to begin anew."
        ) from error


def save(path: Path, preferences: Preferences) -> None:
    """Write them at once or not at all. Raises OSError."""
    values = asdict(preferences)
    values |= values.pop("extra")
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(fresh, path)
