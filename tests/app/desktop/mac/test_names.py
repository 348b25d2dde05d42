"""Every name of Apple's that the Mac's desktop uses is declared by Apple.

The golden file says by whom; `make cocoa-names` makes it anew from pyobjc's wheels and from what
was generated of Apple's headers (tools/bundle/names).
"""

import json
import re
from pathlib import Path
from textwrap import dedent

import pytest

from tools.bundle.names.declared import REASONS
from tools.bundle.names.golden import (
    GOLDEN,
    Golden,
    load,
    reading,
    sources,
    stale,
    strangers,
    unknown,
)
from tools.bundle.names.reader import Reading

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return sources()


@pytest.fixture(scope="module")
def whole(texts: dict[str, str]) -> Reading:
    return reading(texts)


@pytest.fixture(scope="module")
def golden() -> Golden:
    return load()


def told(snippet: str) -> list[str]:
    """What is wrong with a module, by the golden file."""
    texts = {"snippet.py": dedent(snippet)}
    read = reading(texts)
    return [fault.what for fault in (*read.faults, *unknown(read.used, load()))] + [
        fault.what for fault in strangers(read, texts)
    ]


def test_every_name_is_declared(whole: Reading, golden: Golden):
    assert list(unknown(whole.used, golden)) == [], "if it is right, run `make cocoa-names`"


def test_the_sources_keep_to_what_can_be_read(whole: Reading, texts: dict[str, str]):
    assert whole.faults == []
    assert strangers(whole, texts) == []


def test_the_golden_file_is_not_stale(whole: Reading, golden: Golden):
    assert stale(whole.used, golden) == [], "run `make cocoa-names`"
    assert len(whole.used) > 200, "the sources are read at all"


def test_the_golden_file_was_made_with_the_locked_pyobjc():
    made_from = json.loads(GOLDEN.read_text())["made from"]
    locked = re.findall(r"^pyobjc-.*==[^ ;]+", (ROOT / "requirements.lock").read_text(), re.M)
    assert [one for one in made_from if one.startswith("pyobjc")] == locked


def test_a_reason_is_the_exception(golden: Golden):
    entries = [(name, entry) for names in golden.values() for name, entry in names.items()]
    assert {name for name, entry in entries if "reason" in entry} == REASONS.keys()
    assert all("headers" in e or "pyobjc" in e for name, e in entries if name not in REASONS)


def test_each_name_is_missed_when_it_is_misspelt(whole: Reading, texts: dict[str, str]):
    """Two letters of each are turned around where it is used."""
    unnoticed: list[str] = []
    for one in {one.name: one for one in whole.used if one.kind != "defined"}.values():
        file = one.place.split(":")[0]
        name = one.name.rpartition(".")[2]
        wrong = name[:-3] + name[-2] + name[-3] + name[-1]
        if wrong == name:
            continue  # two equal letters
        text = re.sub(rf"\b{name}\b", wrong, texts[file])
        if one.kind == "selector":
            text = text.replace(f'"{name.replace("_", ":")}"', f'"{wrong.replace("_", ":")}"')
        read = reading({"views.py": texts["views.py"], file: text})  # it gives objects to others
        if not (read.faults or list(unknown(read.used, load()))):
            unnoticed.append(f"{one.place}: {name}")
    assert unnoticed == []


MENU = """
    def menu() -> Cocoa:
        AppKit = load("AppKit")
        menu = AppKit.NSMenu.alloc().initWithTitle_("Kestrel")
        {}
        return menu
"""


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("menu.setAutoenablesItem_(False)", "setAutoenablesItem_ is declared nowhere"),
        ("menu.setAutoenablesItems_()", "setAutoenablesItems_ is called with 0 arguments"),
        ("menu.setAutoenablesItems_(False, 1)", "setAutoenablesItems_ is called with 2 arguments"),
        ("menu.setAutoenablesItems(False)", "setAutoenablesItems is called with 1 arguments"),
        ("menu.addItem_(*items)", "addItem_ is called with arguments that cannot be counted"),
        ("menu.addItem_(item=1)", "addItem_ is called with arguments that cannot be counted"),
        ("menu.itemArrays()", "itemArrays is declared nowhere"),
        ("for item in menu.itemArray():\n            item.submenus()", "submenus is declared"),
        ("for i in menu.itemArray() or ():\n            i.submenus()", "submenus is declared"),
        ("menu.each_(lambda item: item.submenus())", "submenus is declared nowhere"),
        ("def f(find: Callable[[str], Cocoa | None]): find('').submenus()", "submenus is declared"),
        ('ask(menu, "AXSelectedWords")', "AXSelectedWords is declared nowhere (text)"),
        ("menu.setTitle_(menu.title)", "title is not called"),
        (
            "menu.addItem_(AppKit.NSMenuItem.separatorItems())",
            "NSMenuItem.separatorItems is declared",
        ),
        (
            "menu.addItem_(AppKit.NSMenu.separatorItem())",
            "NSMenu.separatorItem is declared nowhere",
        ),
        ("state = AppKit.NSControlStateValueOnn", "AppKit.NSControlStateValueOnn is declared"),
        ("url = AppKit.NSUrl.alloc()", "AppKit.NSUrl is declared nowhere"),
        ('menu.setAction_("chooze:")', "chooze_ is declared nowhere"),
        ('getattr(menu, "setTitle_")("a")', "hides a name"),
        ('Cocoa = load("AppKit")', "is bound to another name"),
        ('load("AppKit").NSBeep()', "is bound to no name"),
        ("other(menu).itemArrayOf()", "whose itemArrayOf is it"),
    ],
)
def test_a_wrong_name_in_a_call_is_told(line: str, what: str):
    assert any(what in one for one in told(MENU.format(line))), told(MENU.format(line))


def test_a_right_call_is_not_blamed():
    assert told(MENU.format("menu.setAutoenablesItems_(False)")) == []


CLASS = """
    @cache
    def made() -> Cocoa:
        Foundation, objc = load("Foundation"), load("objc")

        class KestrelServices(Foundation.NSObject):
            told: Callable[[str], None]

            {}

        return KestrelServices
"""


@pytest.mark.parametrize(
    ("method", "what"),
    [
        ("def choose_(self): ...", "choose_ is defined with 0 arguments"),
        ("def chosen_(self, sender): ...", "chosen_ is declared nowhere"),
        (
            '@objc.typedSelector(b"v@:@@")\n            def choose_(self, sender): ...',
            "choose_ has 1 arguments, not as v@:@@",
        ),
        ("def choose_(self, sender: Cocoa): sender.representedObjekt()", "representedObjekt is"),
        ("def choose_(self, sender: Cocoa): self.representedObjekt()", "representedObjekt is"),
    ],
)
def test_a_wrong_method_of_our_own_classes_is_told(method: str, what: str):
    assert any(what in one for one in told(CLASS.format(method))), told(CLASS.format(method))


def test_what_is_for_python_in_our_own_classes_is_left_alone():
    method = """@objc.python_method
            def tell(self, name: str): self.told(name)

            def choose_(self, sender: Cocoa): self.tell("a")"""
    assert [one for one in told(CLASS.format(method)) if "objc.python_method" not in one] == []


LIBRARY = """
    def sound() -> None:
        carbon = CDLL("Carbon")
        {}
"""


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("carbon.CFReleaze(1)", "CFReleaze is declared nowhere"),
        ("carbon.CFRelease()", "CFRelease has 0 arguments; 1 are declared"),
        ("carbon.CFRelease.argtypes = []", "CFRelease has 0 arguments; 1 are declared"),
        ('for f in (("LMGetKbdType", c_uint8, [c_void_p]),): pass', "LMGetKbdType has 1 arguments"),
        ('for f in (("LMGetKbdType", None, [c_int] + [c_int]),): pass', "LMGetKbdType has 2"),
        ('c_void_p.in_dll(carbon, "kTISPropertyLayout")', "kTISPropertyLayout is declared nowhere"),
    ],
)
def test_a_wrong_c_function_is_told(line: str, what: str):
    assert any(what in one for one in told(LIBRARY.format(line))), told(LIBRARY.format(line))


def test_an_attribute_of_another_module_says_nothing_about_one_of_the_same_name():
    of_apple = "class A:\n    def __init__(self) -> None:\n        self._window: Cocoa = None\n"
    of_qt = of_apple.replace("Cocoa", "QMenu") + "        self._window.clear()\n"
    assert reading({"a.py": of_apple, "b.py": of_qt}).used == []
    wrong = of_apple + "        self._window.clear()\n"
    assert [one.name for one in reading({"a.py": wrong, "b.py": of_qt}).used] == ["clear"]
