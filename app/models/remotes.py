"""Keys of engines on other machines: in the system's keychain, and never in a file of ours."""

from typing import Protocol

SERVICE = "Kestrel"


class NoKeychain(Exception):
    """The system keeps no secrets for us. The message says what becomes of the key."""


class Keyring(Protocol):
    """What we need of the keyring library."""

    def get_password(self, service: str, name: str, /) -> str | None: ...
    def set_password(self, service: str, name: str, password: str, /) -> None: ...
    def delete_password(self, service: str, name: str, /) -> None: ...


class Keys:
    """By the name of the remote. It may ask the user: call it in a thread of its own."""

    def __init__(self, keyring: Keyring | None = None) -> None:
        self._keyring = keyring
        self._for_now: dict[str, str] = {}  # what could not be kept

    def get(self, name: str) -> str:
        """ "" where there is none."""
        if name in self._for_now:
            return self._for_now[name]
        try:
            return self._library().get_password(SERVICE, name) or ""
        except Exception as error:
            if not _is_of_keyring(error):
                raise
            return ""

    def set(self, name: str, key: str) -> None:
        """Keep it.

        Raises:
            NoKeychain: it is known until the program ends, and not kept.
        """
        self._for_now[name] = key
        try:
            self._library().set_password(SERVICE, name, key)
        except Exception as error:
            if not _is_of_keyring(error):
                raise
            raise NoKeychain(
                "This system has no keychain that can be used: the key is forgotten when "
                "Kestrel quits."
            ) from error
        del self._for_now[name]

    def delete(self, name: str) -> None:
        """Forget it; it need not be there."""
        self._for_now.pop(name, None)
        try:
            self._library().delete_password(SERVICE, name)
        except Exception as error:
            if not _is_of_keyring(error):
                raise

    def _library(self) -> Keyring:
        if self._keyring is None:
            import keyring  # looks for the system's keychain, which takes a while

            self._keyring = keyring
        return self._keyring


def _is_of_keyring(error: Exception) -> bool:
    from keyring.errors import KeyringError

    return isinstance(error, KeyringError | RuntimeError | OSError)
