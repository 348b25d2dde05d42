"""Keys go to the keychain; without one they are known for now, and never written."""

import pytest
from keyring.errors import NoKeyringError, PasswordDeleteError

from app.models.remotes import SERVICE, Keys, NoKeychain


class Chain:
    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, password: str) -> None:
        self.kept[service, name] = password

    def delete_password(self, service: str, name: str) -> None:
        if (service, name) not in self.kept:
            raise PasswordDeleteError(name)
        del self.kept[service, name]


class NoChain:
    def get_password(self, service: str, name: str) -> str | None:
        raise NoKeyringError(service, name)

    def set_password(self, service: str, name: str, password: str) -> None:
        raise NoKeyringError(service, name, password)

    def delete_password(self, service: str, name: str) -> None:
        raise NoKeyringError(service, name)


def test_kept_and_forgotten():
    chain = Chain()
    Keys(chain).set("mini", "secret")
    assert chain.kept == {(SERVICE, "mini"): "secret"}
    later = Keys(chain)
    assert later.get("mini") == "secret"
    later.delete("mini")
    later.delete("mini")
    assert later.get("mini") == ""


def test_without_a_keychain():
    keys = Keys(NoChain())
    assert keys.get("mini") == ""
    with pytest.raises(NoKeychain, match="forgotten when Kestrel quits"):
        keys.set("mini", "secret")
    assert keys.get("mini") == "secret"
    keys.delete("mini")
    assert keys.get("mini") == ""
    assert Keys(NoChain()).get("mini") == ""
