"""The two witnesses of Apple's names are read as they are written."""

from pathlib import Path

import pytest

from tools.bundle.names import headers, pyobjc, signature
from tools.bundle.names.declared import Witnesses, entry
from tools.bundle.names.used import Used

METADATA = '''
misc = {}
constants = """$NSPasteboardTypeString$NSAppKitVersion@d$"""
enums = """$NSPopUp@1$NSStatusWindowLevel@25$"""
misc.update({"kAXTitleAttribute": "AXTitle"})
misc.update({"NSRect": objc.createStructType("AppKit.NSRect", b"{CGRect=}", [])})
functions = {
    "NSBeep": (b"v",),
    "NSDrawThing": (b"v{CGRect={CGPoint=dd}{CGSize=dd}}@^i", "", {"retval": {}}),
    "NSWidth": (sel32or64(b"f@", b"d@Q"),),
}
r = objc.registerMetaDataForSelector
try:
    r(b"NSMenu", b"initWithTitle:", {"retval": {"type": b"@"}})
    r(
        b"NSObject",
        b"menu:update:",
        {"required": True},
    )
finally:
    pass
'''

TYPES = """
declare const NSMenuLevel: number;

declare const NSMenuStyle: {
  Plain: 0,
  "Rich": 1,
};

declare function NSBeep(): void;

declare function NSPick(a: Map<string, number>, b: (p: number, q: string) => void): number;

declare interface NSMenuDelegate extends NSObjectProtocol {
  menuUpdate?(menu: NSMenu, item: NSMenuItem | null): void;
}

declare class NSMenu<T = any> extends NSObject implements NSCoding, NSMenuDelegate {
  static separatorItem<This extends abstract new (...args: any) => any>(this: This): NSMenuItem;

  static menuOf<This extends abstract new (...args: any) => any>(this: This, a: string): This;

  static readonly mainMenu: NSMenu;

  initWithTitleAction(title: string, action: (p1: NSMenu, p2: NSArray<any>) => void | null): this;

  title: string;

  readonly visible: boolean;

  isVisible(): boolean;

  setTitle(title: string): void;

  get items(): NSArray;
  set items(value: NSArray<interop.Object> | Array<interop.Object>);
}

declare class NSSubmenu extends NSMenu {
}
"""
SELECTORS = (
    b"\0separatorItem\0menuOf:\0mainMenu\0initWithTitle:action:\0title\0isVisible\0visible\0"
    b"setTitle:\0items\0menu:update:\0not a selector\0"
)


@pytest.fixture(scope="module")
def witnesses(tmp_path_factory: pytest.TempPathFactory) -> Witnesses:
    folder = tmp_path_factory.mktemp("witnesses")
    library = folder / headers.LIBRARY
    library.parent.mkdir(parents=True)
    library.write_bytes(SELECTORS)
    (folder / "types").mkdir()
    (folder / "types/AppKit.d.ts").write_text(TYPES)
    (folder / "types/HealthKit.d.ts").write_text(
        "declare class HKMenu extends NSObject {\n  items(): void;\n}\n"
    )
    (folder / "_metadata.py").write_text(METADATA)
    known = pyobjc.read(folder / "_metadata.py")
    packages = {name: pyobjc.Package() for names in pyobjc.PACKAGES.values() for name in names}
    return Witnesses(packages | {"AppKit": known}, frozenset({"super"}), headers.read(folder))


def test_what_pyobjc_tells(witnesses: Witnesses):
    known = witnesses.packages["AppKit"]
    assert known.kinds == {
        "NSPasteboardTypeString": "constants",
        "NSAppKitVersion": "constants",
        "NSPopUp": "enums",
        "NSStatusWindowLevel": "enums",
        "NSRect": "misc",
        "kAXTitleAttribute": "misc",
        "NSBeep": "functions",
        "NSDrawThing": "functions",
        "NSWidth": "functions",
    }
    assert known.functions == {"NSBeep": 0, "NSDrawThing": 3, "NSWidth": 2}
    assert known.selectors == {"NSMenu.initWithTitle_": 1, "NSObject.menu_update_": 2}


def test_what_the_headers_tell(witnesses: Witnesses):
    menu = witnesses.apple.classes["NSMenu"]
    assert menu.bases == ["NSObject", "NSCoding", "NSMenuDelegate"]
    assert menu.statics == {"separatorItem": 0, "menuOf": 1, "mainMenu": 0}
    assert menu.methods == {
        "initWithTitleAction": 2,
        "title": 0,
        "isVisible": 0,  # in place of `visible`, whose getter it is
        "setTitle": 1,
        "items": 0,
    }
    assert witnesses.apple.functions == {"NSBeep": ("AppKit", 0), "NSPick": ("AppKit", 2)}
    assert {
        "NSMenuLevel",
        "NSMenuStylePlain",
        "NSMenuStyleRich",
    } <= witnesses.apple.constants.keys()


@pytest.mark.parametrize(
    ("kind", "name", "found"),
    [
        ("name", "AppKit.NSMenu", {"arguments": None, "headers": "AppKit"}),
        (
            "name",
            "AppKit.NSBeep",
            {"arguments": 0, "headers": "AppKit", "pyobjc": "AppKit functions"},
        ),
        ("name", "AppKit.NSPopUp", {"arguments": None, "pyobjc": "AppKit enums"}),
        ("name", "AppKit.HKMenu", None),  # of another framework
        ("name", "ServiceManagement.NSMenu", None),
        ("name", "AppKit.NSMenus", None),
        ("name", "objc.super", {"arguments": None, "pyobjc": "objc"}),
        ("name", "objc.supper", None),
        ("selector", "setTitle_", {"arguments": 1, "headers": ["AppKit.NSMenu"]}),
        ("selector", "items", {"arguments": 0, "headers": ["AppKit.NSMenu"]}),
        ("selector", "visible", None),
        ("selector", "initWithTitle_action_", {"arguments": 2, "headers": ["AppKit.NSMenu"]}),
        ("selector", "initWith_titleAction_", None),  # joined it is the same
        ("selector", "initWithTitleAction_", None),
        ("selector", "NSMenu.separatorItem", {"arguments": 0, "headers": ["AppKit.NSMenu"]}),
        ("selector", "NSSubmenu.mainMenu", {"arguments": 0, "headers": ["AppKit.NSMenu"]}),
        ("selector", "HKMenu.mainMenu", None),
        ("selector", "NSMenu.initWith_titleAction_", None),
        (
            "defined",
            "menu_update_",
            {
                "arguments": 2,
                "headers": ["AppKit.NSMenuDelegate"],
                "pyobjc": ["AppKit NSObject.menu_update_"],
            },
        ),
        ("protocol", "NSMenuDelegate", {"arguments": None, "headers": "AppKit"}),
        ("protocol", "NSMenuDelegates", None),
        ("function", "NSPick", {"arguments": 2, "headers": "AppKit"}),
        ("function", "NSPack", None),
        ("variable", "NSMenuLevel", {"arguments": None, "headers": "AppKit"}),
        ("variable", "NSMenuLevels", None),
        ("text", "AXTitle", {"arguments": None, "pyobjc": "AppKit kAXTitleAttribute"}),
        ("text", "AXTitles", None),
    ],
)
def test_who_declares_a_name(
    witnesses: Witnesses, kind: str, name: str, found: dict[str, object] | None
):
    assert entry(Used(kind, name, None, "here:1"), witnesses) == found


def test_the_words_of_pyobjcs_core(tmp_path: Path):
    (tmp_path / "objc").mkdir()
    (tmp_path / "objc/_descriptors.py").write_text("def typedSelector(signature): ...\n")
    (tmp_path / "objc/_objc.cpython-312-darwin.so").write_bytes(
        b"\0objc.super\0python_method\0a b\0"
    )
    assert set(pyobjc.words_of_core(tmp_path)) == {"typedSelector", "super", "python_method"}


@pytest.mark.parametrize(
    ("encoding", "count"),
    [
        ("v@:", 0),
        ("v@:@@o^@", 3),
        ("q@:@", 1),
        ("@@:@q", 2),
        ("v@:{CGRect={CGPoint=dd}{CGSize=dd}}@?", 2),
        ("v@:^{__CFString=}[4i]", 2),
        ("v@:rn^vV@", 2),
    ],
)
def test_arguments_of_a_type_encoding(encoding: str, count: int):
    assert signature.arguments(encoding) == count


def test_an_open_bracket_is_no_type():
    with pytest.raises(ValueError, match="not closed"):
        signature.arguments("v@:{CGRect")
