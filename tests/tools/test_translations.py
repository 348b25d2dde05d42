"""Every string of the window is translated, and what is shipped is what was translated."""

import shutil
from pathlib import Path

import pytest

from tools.translations import (
    CODES,
    FOLDER,
    Untranslatable,
    gather,
    placeholders,
    release,
    said,
    sources,
    strings,
)

FILES = [FOLDER / f"kestrel_{code}.ts" for code in CODES]


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def ts(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_every_string_of_the_window_is_known(ts: Path):
    spoken = {(one.context, one.source) for path in sources() for one in said(path)}
    known = {(one.context, one.source) for one in strings(ts)}
    assert spoken - known == set(), "run `python -m tools.translations` and translate them"
    assert known - spoken == set(), "nobody says these: run `python -m tools.translations`"


def test_no_translation_is_missing(ts: Path):
    assert [one for one in strings(ts) if not one.finished or not one.translation.strip()] == []


def test_translations_fill_in_the_same_places(ts: Path):
    wrong = [o for o in strings(ts) if placeholders(o.source) != placeholders(o.translation)]
    assert wrong == []


def test_what_is_loaded_is_what_was_translated(ts: Path, tmp_path: Path):
    release(ts, tmp_path / "again.qm")
    assert (tmp_path / "again.qm").read_bytes() == ts.with_suffix(".qm").read_bytes()


def test_gathering_again_changes_nothing(ts: Path, tmp_path: Path):
    """Only what stands in the sources is gathered, and what is translated stays."""
    copy = Path(shutil.copy(ts, tmp_path))
    gather(copy, sources())
    assert strings(copy) == strings(ts)


def test_the_two_ways_of_gathering_agree(tmp_path: Path):
    """Ours fails on what Qt's tool would pass over in silence."""
    ts = tmp_path / "kestrel_zh_CN.ts"
    gather(ts, sources())
    spoken = {(one.context, one.source) for path in sources() for one in said(path)}
    assert spoken == {(one.context, one.source) for one in strings(ts)}


def test_a_string_made_at_run_time_is_refused(tmp_path: Path):
    module = tmp_path / "module.py"
    module.write_text("class A:\n    def f(self): return self.tr(f'{1} files')\n")
    with pytest.raises(Untranslatable, match="module.py:2"):
        list(said(module))


def test_another_name_for_translate_is_refused(tmp_path: Path):
    module = tmp_path / "module.py"
    module.write_text("said = QCoreApplication.translate\nsaid('Pointing', 'cut off')\n")
    with pytest.raises(Untranslatable, match="module.py:1"):
        list(said(module))


def test_a_translation_outlives_a_gathering(tmp_path: Path):
    module, ts = tmp_path / "module.py", tmp_path / "kestrel_zh_CN.ts"
    module.write_text("class A:\n    def f(self): return self.tr('{count} files…')\n")
    gather(ts, [module])
    text = ts.read_text(encoding="utf-8")
    text = text.replace(
        '<translation type="unfinished"></translation>', "<translation>x</translation>"
    )
    ts.write_text(text, encoding="utf-8")
    module.write_text(
        "class A:\n    def f(self): return self.tr('{count} files…'), self.tr('New')\n"
    )
    gather(ts, [module])
    former, fresh = strings(ts)
    assert (former.context, former.source, former.translation) == ("A", "{count} files…", "x")
    assert former.finished and not fresh.finished
    module.write_text("")
    gather(ts, [module])
    assert strings(ts) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("{a} of {b}", ["{a}", "{b}"]), ("none", []), ("{n:,} {n}", ["{n:,}", "{n}"])],
)
def test_placeholders(text: str, found: list[str]):
    assert placeholders(text) == found
