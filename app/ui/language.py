"""The language of the window: which there are, and the one that is taken.

Translations are `kestrel_<code>.qm` files, made by `python -m tools.translations`. What Qt itself
says (OK, Cancel, the menu of a text field) comes with Qt. Windows that are open keep their words:
another language takes effect at the next start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

ENGLISH = "en"
STEM = "kestrel_"


@dataclass(frozen=True)
class Language:
    """`code` as zh_CN, `name` as its speakers write it."""

    code: str
    name: str


class LanguageUnreadable(Exception):
    """A translation is there and damaged."""


class Languages:
    """The languages in a folder, English always among them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._installed: list[QTranslator] = []

    def available(self) -> tuple[Language, ...]:
        codes = sorted(path.stem.removeprefix(STEM) for path in self._folder.glob(f"{STEM}*.qm"))
        named = (Language(code, _own_name(code)) for code in codes)
        return Language(ENGLISH, "English"), *named

    def choose(self, wanted: str = "", spoken: Sequence[str] | None = None) -> str:
        """The code of the language to take: the one wanted, or the first that the system names.

        `spoken` are the system's languages, best first. English where none of them is here.
        """
        here = [language.code for language in self.available()]
        if wanted in here:
            return wanted
        for name in QLocale.system().uiLanguages() if spoken is None else spoken:
            locale = QLocale(name)
            for code in here:
                mine = QLocale(code)
                if (mine.language(), mine.script()) == (locale.language(), locale.script()):
                    return code
        return ENGLISH

    def install(self, application: QCoreApplication, code: str = "") -> str:
        """Take a language for every window made from now on; "" takes the system's.

        Returns the code of the language taken.

        Raises:
            LanguageUnreadable: its file cannot be loaded; the former language stays.
        """
        chosen = self.choose(code)
        fresh = [] if chosen == ENGLISH else self._load(application, chosen)
        for former in self._installed:
            application.removeTranslator(former)
            former.deleteLater()
        for translator in fresh:
            application.installTranslator(translator)
        self._installed = fresh
        QLocale.setDefault(_conventions(chosen))
        return chosen

    def _load(self, application: QCoreApplication, code: str) -> list[QTranslator]:
        """Qt's own words first: the translator installed last is asked first."""
        path = self._folder / f"{STEM}{code}.qm"
        ours = QTranslator(application)
        if not ours.load(str(path)):
            raise LanguageUnreadable(f"{path} is no translation")
        qts = QTranslator(application)
        where = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        return [qts, ours] if qts.load(f"qtbase_{code}", where) else [ours]


def _conventions(code: str) -> QLocale:
    """How numbers and months are written: as the system's user does, if in this language."""
    system = QLocale.system()
    has_none = code == ENGLISH and system.language() == QLocale.Language.C
    return system if has_none or system.language() == QLocale(code).language() else QLocale(code)


def _own_name(code: str) -> str:
    name = QLocale(code).nativeLanguageName()
    return name[:1].upper() + name[1:]
