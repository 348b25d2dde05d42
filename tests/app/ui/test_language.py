"""Which language is taken, and that one can be put on and off."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.language import Languages, LanguageUnreadable
from tools.translations import gather, release


def say() -> str:
    return QCoreApplication.translate("Speaker", "Nothing found")


@pytest.fixture
def languages(tmp_path: Path, qapp: QApplication) -> Iterator[Languages]:
    module, ts = tmp_path / "module.py", tmp_path / "kestrel_zh_CN.ts"
    module.write_text("class Speaker:\n    def f(self): return self.tr('Nothing found')\n")
    gather(ts, [module])
    text = ts.read_text(encoding="utf-8")
    unfinished = '<translation type="unfinished"></translation>'
    ts.write_text(text.replace(unfinished, "<translation>没有结果</translation>"), encoding="utf-8")
    release(ts, ts.with_suffix(".qm"))
    languages = Languages(tmp_path)
    yield languages
    languages.install(qapp, "en")


def test_languages_are_named_by_those_who_speak_them(languages: Languages, tmp_path: Path):
    assert [(one.code, one.name) for one in languages.available()] == [
        ("en", "English"),
        ("zh_CN", "简体中文"),
    ]
    assert [one.code for one in Languages(tmp_path / "none").available()] == ["en"]


@pytest.mark.parametrize(
    ("wanted", "spoken", "taken"),
    [
        ("zh_CN", ["en-GB"], "zh_CN"),
        ("en", ["zh-Hans-CN"], "en"),
        ("", ["zh-Hans-CN", "zh-CN", "en-US"], "zh_CN"),
        ("", ["zh-SG"], "zh_CN"),
        ("", ["zh-Hant-TW"], "en"),  # another script is another language to read
        ("", ["de-DE", "zh-CN"], "zh_CN"),
        ("", ["en-GB", "zh-CN"], "en"),
        ("xx", ["fr"], "en"),
        ("", [], "en"),
    ],
)
def test_the_first_that_is_spoken_is_taken(
    languages: Languages, wanted: str, spoken: list[str], taken: str
):
    assert languages.choose(wanted, spoken) == taken


def test_a_language_is_put_on_and_off(languages: Languages, qapp: QApplication, qtbot: QtBot):
    assert languages.install(qapp, "zh_CN") == "zh_CN"
    assert say() == "没有结果"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"  # Qt's own words
    assert QLocale().standaloneMonthName(11) == "十一月"  # as in the sidebar
    assert languages.install(qapp, "en") == "en"
    assert say() == "Nothing found"
    assert QLocale().standaloneMonthName(11) == "November"


def test_a_damaged_translation_leaves_the_former(
    languages: Languages, qapp: QApplication, tmp_path: Path
):
    languages.install(qapp, "zh_CN")
    (tmp_path / "kestrel_de.qm").write_bytes(b"nothing")
    with pytest.raises(LanguageUnreadable, match="kestrel_de"):
        languages.install(qapp, "de")
    assert say() == "没有结果"
