"""The sample screens that the demo and the end-to-end tests show: Qt widgets, laid out by hand.

No seed of the generator makes these layouts, so training never saw them.

    python -m tools.nano.samples
"""

import json
from pathlib import Path

from PIL import Image

from tools.nano import qt_screens
from tools.nano.layout import Element, Plan
from tools.nano.world import DARK, DEJAVU, LIBERATION, LIGHT

FOLDER = Path(__file__).parents[2] / "resources" / "samples"

PRINT = Plan(
    (320, 192),
    (
        Element("title", "Print", "", (0, 0, 320, 24)),
        Element("label", "Printer", "", (16, 40, 72, 64)),
        Element("combobox", "Default", "", (104, 40, 240, 64)),
        Element("label", "Pages", "", (16, 72, 64, 96)),
        Element("field", "All", "", (104, 72, 200, 96)),
        Element("checkbox", "Color", "checked", (16, 104, 80, 128)),
        Element("checkbox", "Preview", "", (104, 104, 184, 128)),
        Element("button", "Save", "", (16, 136, 80, 160)),
        Element("button", "Cancel", "", (96, 136, 168, 160)),
    ),
    LIGHT,
    DEJAVU,
    13,
    "sample",
)
ACCOUNT = Plan(
    (384, 256),
    (
        Element("title", "Account", "", (0, 0, 384, 24)),
        Element("label", "Name", "", (16, 40, 64, 64)),
        Element("field", "Work", "", (96, 40, 296, 64)),
        Element("label", "Email", "", (16, 72, 56, 96)),
        Element("field", "Private", "", (96, 72, 296, 96)),
        Element("radio", "Online", "checked", (16, 104, 88, 128)),
        Element("radio", "Offline", "", (104, 104, 176, 128)),
        Element("checkbox", "Remember", "", (16, 136, 120, 160)),
        Element("button", "Login", "", (16, 200, 80, 224)),
        Element("button", "Reset", "disabled", (96, 200, 160, 224)),
        Element("button", "Help", "", (176, 200, 240, 224)),
    ),
    DARK,
    LIBERATION,
    15,
    "sample",
)
MENU = Plan(
    (256, 192),
    (
        Element("menuitem", "New", "", (16, 8, 176, 40)),
        Element("menuitem", "Open", "", (16, 40, 176, 72)),
        Element("menuitem", "Print", "", (16, 72, 176, 104)),
        Element("menuitem", "Export", "", (16, 104, 176, 136)),
        Element("button", "Close", "", (16, 144, 80, 168)),
    ),
    LIGHT,
    LIBERATION,
    13,
    "sample",
)
SAMPLES = {"print": PRINT, "account": ACCOUNT, "menu": MENU}


def truth(plan: Plan) -> dict[str, object]:
    """What stands on a sample, boxes in pixels."""
    elements = [
        {"text": e.text, "role": e.role, "state": e.state, "box": list(e.box)}
        for e in plan.elements
    ]
    return {"size": list(plan.size), "elements": elements}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, plan in SAMPLES.items():
        Image.fromarray(qt_screens.paint(plan).pixels).save(FOLDER / f"{name}.png")
        (FOLDER / f"{name}.json").write_text(json.dumps(truth(plan), indent=2) + "\n")


if __name__ == "__main__":
    main()
