"""Engines elsewhere: their keys, whether they answer, and turning to one."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.client.client import Client
from app.client.connection import AddressError, Connection
from app.client.failure import Failure
from app.client.fetch import Model
from app.models.remotes import Keys, NoKeychain
from app.ui.models.remotes import RemoteShown, RemotesPanel, RemoteWish
from app.ui.preferences import Remote
from app.ui.work import Work


class Engines(QObject):
    """Signals `changed` with all remotes, `turned` with a name and its Connection."""

    changed = Signal(object)
    turned = Signal(str, object)

    def __init__(
        self, panel: RemotesPanel, client: Client, parent: QObject, keys: Keys | None = None
    ) -> None:
        super().__init__(parent)
        self._panel, self._client, self._keys = panel, client, keys or Keys()
        self._remotes: tuple[Remote, ...] = ()
        self._probe: Client | None = None
        panel.saved.connect(self._save)
        panel.tested.connect(self._test)
        panel.used.connect(self.use)
        panel.removed.connect(self._remove)

    def show(self, remotes: tuple[Remote, ...], chosen: str) -> None:
        self._remotes = remotes
        self._panel.set_remotes(
            [RemoteShown(r.name, r.url, r.model, chosen == f"remote:{r.name}") for r in remotes]
        )

    def use(self, name: str) -> None:
        """Turn to it, with its key."""
        for remote in self._remotes:
            if remote.name == name:
                self._with_key(name, lambda key, one=remote: self._turn(one, key))

    def _turn(self, remote: Remote, key: str) -> None:
        try:
            where = Connection.to_server(remote.url, key, remote.model)
        except AddressError as error:
            self._panel.say(str(error), "warn")
            return
        self.turned.emit(remote.name, where)

    def _save(self, wish: RemoteWish) -> None:
        try:
            Connection.to_server(wish.url, wish.key, wish.model)
        except AddressError as error:
            self._panel.say(str(error), "warn")
            return
        if not wish.name:
            self._panel.say(self.tr("Give it a name."), "warn")
            return
        former = next((one for one in self._remotes if one.name == wish.name), None)
        made = replace(former or Remote(wish.name, wish.url), url=wish.url, model=wish.model)
        rest = tuple(one for one in self._remotes if one.name != wish.name)
        self._panel.say(self.tr("Saved."), "good")
        if wish.key:
            self._away(lambda: _kept(self._keys, wish.name, wish.key), self._say_refusal)
        self._panel.key.clear()
        self.changed.emit((*rest, made))

    def _remove(self, name: str) -> None:
        self._away(lambda: self._keys.delete(name), lambda _: None)
        self.changed.emit(tuple(one for one in self._remotes if one.name != name))

    def _test(self, wish: RemoteWish) -> None:
        self._panel.say(self.tr("Asking…"), "soft")
        if wish.key or not wish.name:
            self._ask(wish, wish.key)
        else:
            self._with_key(wish.name, lambda key: self._ask(wish, key))

    def _ask(self, wish: RemoteWish, key: str) -> None:
        """Which models it has: the least that one can ask."""
        try:
            where = Connection.to_server(wish.url, key, wish.model)
        except AddressError as error:
            self._panel.say(str(error), "warn")
            return
        if self._probe is not None:
            self._probe.close()
        self._probe = Client(where, self)
        self._probe.left.connect(self._client.left)
        fetch = self._probe.models()
        fetch.answered.connect(self._answered)
        fetch.failed.connect(self._failed)

    def _answered(self, models: tuple[Model, ...]) -> None:
        names = ", ".join(model.id for model in models[:4]) or self.tr("no model")
        self._panel.say(self.tr("It answers: {models}").format(models=names), "good")

    def _failed(self, failure: Failure) -> None:
        self._panel.say(failure.message, "warn")

    def _say_refusal(self, refusal: object) -> None:
        if refusal:
            self._panel.say(str(refusal), "warn")

    def _with_key(self, name: str, then: Callable[[str], None]) -> None:
        self._away(lambda: self._keys.get(name), lambda key: then(str(key)))

    def _away(self, do: Callable[[], object], then: Callable[[object], None]) -> None:
        """The keychain may ask the user: not in the window's thread."""
        work = Work(do, self)
        work.done.connect(then)
        work.start()


def _kept(keys: Keys, name: str, key: str) -> str:
    try:
        keys.set(name, key)
    except NoKeychain as error:
        return str(error)
    return ""
