"""Folders of ScreenSpot, ScreenSpot-v2 and -Pro, and ours; whatever does not fit is told."""

import json
from pathlib import Path

import pytest
from PIL import Image

from app.bench.reading.material import NoMaterial, load
from app.reading.geometry import pixel_box


def put(folder: Path, name: str, entries: object, *pictures: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(entries))
    for picture in pictures:
        (folder / picture).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (400, 300)).save(folder / picture)


def test_version_two(tmp_path: Path):
    entry = {"img_filename": "pc_1.png", "bbox": [10, 20, 30, 40], "instruction": "close this"}
    told = {"data_type": "icon", "data_source": "windows"}
    put(tmp_path, "screenspot_desktop_v2.json", [entry | told], "screenspotv2_image/pc_1.png")
    (screen,) = load(tmp_path).screens
    (target,) = screen.targets
    assert target.box == pixel_box(10, 20, 40, 60) and target.kind == "icon"
    assert screen.source == "windows" and screen.elements is None and screen.frame is None


def test_pro_has_corners_and_folders(tmp_path: Path):
    entry = {
        "img_filename": "vscode_mac/a.png",
        "bbox": [10, 20, 30, 40],
        "instruction": "refresh the explorer",
        "img_size": [800, 600],
        "ui_type": "text",
        "group": "Dev",
    }
    put(tmp_path, "annotations/vscode_macos.json", [entry], "images/vscode_mac/a.png")
    (screen,) = load(tmp_path).screens
    assert screen.targets[0].box == pixel_box(10, 20, 30, 40)
    assert screen.frame == (800, 600) and screen.source == "Dev"
    assert screen.picture == tmp_path / "images/vscode_mac/a.png"


def test_the_file_names_the_source_where_nothing_else_does(tmp_path: Path):
    entry = {"img_filename": "a.png", "bbox": [1, 2, 3, 4], "instruction": "x"}
    put(tmp_path, "mobile.json", [entry], "a.png")
    assert load(tmp_path).screens[0].source == "mobile"


def test_ours_knows_all_that_is_there_and_what_is_not(tmp_path: Path):
    here = {"img_filename": "a.png", "data_source": "qt"}
    element = {"role": "button", "text": "Save", "state": "", "bbox": [8, 8, 80, 24]}
    absent = {"instruction": "Print", "gt_type": "negative"}
    put(tmp_path, "qt.json", [here | {"elements": [element]}, here | absent], "a.png")
    (screen,) = load(tmp_path).screens
    assert screen.elements and screen.elements[0].box == pixel_box(8, 8, 88, 32)
    assert screen.targets[0].box is None


GOOD = {"img_filename": "a.png", "bbox": [1, 2, 30, 40], "instruction": "x"}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"img_filename": 7}, "no img_filename"),
        ({"img_filename": "../secret.png"}, "not in the folder"),
        ({"img_filename": "/etc/passwd"}, "not in the folder"),
        ({"instruction": "  "}, "no instruction"),
        ({"bbox": [1, 2, 3]}, "not four numbers"),
        ({"bbox": [1, 2, 3, "4"]}, "not four numbers"),
        ({"bbox": [1, 2, float("nan"), 4]}, "not four numbers"),
        ({"bbox": [1, 2, 0, 5]}, "no area"),
        ({"bbox": [0.1, 0.2, 0.3, 0.4]}, "not in pixels"),
        ({"img_size": [0, 5]}, "not a width and a height"),
        ({"elements": {}}, "no list"),
        ({"elements": [3]}, "no object"),
        ({"elements": [{"role": 3, "bbox": [1, 2, 3, 4]}]}, "is no text"),
    ],
)
def test_an_entry_that_does_not_fit_is_told(tmp_path: Path, wrong: dict, why: str):
    put(tmp_path, "a.json", [GOOD | wrong, GOOD], "a.png")
    (tmp_path.parent / "secret.png").write_bytes(b"")
    material = load(tmp_path)
    assert len(material.screens) == 1 and len(material.screens[0].targets) == 1
    assert len(material.left_out) == 1 and why in material.left_out[0], material.left_out
    assert "entry 1" in material.left_out[0]


def test_the_same_question_twice_is_told(tmp_path: Path):
    put(tmp_path, "a.json", [GOOD, GOOD], "a.png")
    material = load(tmp_path)
    assert len(material.screens[0].targets) == 1 and "again" in material.left_out[0]


@pytest.mark.parametrize("text", ["", "[", "{}", '["a"]', "[" * 100_000, "\x00"])
def test_a_file_of_another_form_stops_nothing(tmp_path: Path, text: str):
    put(tmp_path, "good.json", [GOOD], "a.png")
    (tmp_path / "odd.json").write_text(text)
    material = load(tmp_path)
    assert len(material.screens) == 1 and material.left_out[0].startswith("odd.json")


def test_nothing_to_measure_with_says_what_to_do(tmp_path: Path):
    with pytest.raises(NoMaterial, match="make reading-material"):
        load(tmp_path)
    with pytest.raises(NoMaterial, match="no folder"):
        load(tmp_path / "none")


def test_a_limit_draws_the_same_of_each_source(tmp_path: Path):
    for source in ("one", "two"):
        entries = [GOOD | {"img_filename": f"{source}{n}.png"} for n in range(9)]
        pictures = [str(entry["img_filename"]) for entry in entries]
        put(tmp_path, f"{source}.json", entries, *pictures)
    material = load(tmp_path)
    drawn = material.limited(4)
    assert [screen.source for screen in drawn.screens] == ["one"] * 4 + ["two"] * 4
    assert drawn == load(tmp_path).limited(4) and material.limited(0) == material
    assert [s.name for s in drawn.screens][:4] != [s.name for s in material.screens][:4]
