"""What GitHub's machines are told to run is there to be run."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/macos.yml").read_text())
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)


def commands(job: str) -> list[str]:
    return [step["run"] for step in WORKFLOW["jobs"][job]["steps"] if "run" in step]


def test_a_mac_tests_builds_and_uploads():
    mac = WORKFLOW["jobs"]["macos"]
    assert mac["runs-on"].startswith("macos-") and mac["timeout-minutes"] <= 120
    joined = "\n".join(commands("macos"))
    assert "make test" in joined and "./build_macos.sh" in joined and "--selftest --json" in joined
    (upload,) = [s for s in mac["steps"] if s.get("uses", "").startswith("actions/upload-artifact")]
    assert "dist/Kestrel.dmg" in upload["with"]["path"]


def test_whatever_is_run_exists():
    told = [command for job in WORKFLOW["jobs"] for command in commands(job)]
    targets = [found for command in told for found in re.findall(r"\bmake ([a-z-]+)", command)]
    assert len(targets) >= 3 and set(targets) <= set(TARGETS)
    options = re.findall(r"build_macos\.sh (--[a-z-]+)", "\n".join(told))
    script = (ROOT / "build_macos.sh").read_text()
    assert options and all(f"    {option})" in script for option in options)


def test_it_may_only_read_and_its_actions_are_of_a_known_version():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    uses = [s["uses"] for job in WORKFLOW["jobs"].values() for s in job["steps"] if "uses" in s]
    assert uses and all(re.search(r"@v\d+$", used) for used in uses)
