"""What GitHub's machines are told to run is there to be run."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/macos.yml").read_text())
JOBS = WORKFLOW["jobs"]
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
SCRIPT = (ROOT / "build_macos.sh").read_text()


def commands(job: str) -> list[str]:
    return [step["run"] for step in JOBS[job]["steps"] if "run" in step]


def test_a_mac_tests_then_builds_then_uploads():
    steps = JOBS["macos"]["steps"]
    assert re.fullmatch(r"macos-1[45]", JOBS["macos"]["runs-on"]), "arm64, and not the newest"
    assert commands("macos") == ["make test", "./build_macos.sh --skip-tests"]
    assert steps[-1]["uses"].startswith("actions/upload-artifact@")
    assert steps[-1]["with"]["path"].split() == ["dist/*.dmg", "dist/selftest.json"]
    assert 'PRODUCTS="Kestrel.app Kestrel.dmg selftest.json"' in SCRIPT


def test_linux_tests_freezes_and_checks_the_libraries():
    assert commands("frozen")[1:] == ["make test", "make freeze", "make closure"]


def test_linux_gets_every_package_that_the_setup_names():
    setup = (ROOT / "tools/setup.sh").read_text()
    wanted = set(re.findall(r"\bso\.\d+:([a-z0-9-]+)", setup))
    wanted |= set(re.findall(r'wanted="\$wanted ([a-z0-9-]+)"', setup)) - {"python3-venv"}
    given = set(commands("frozen")[0].split())
    assert len(wanted) > 15 and wanted <= given


def test_whatever_is_run_exists():
    told = "\n".join(command for job in JOBS for command in commands(job))
    targets = re.findall(r"\bmake ([a-z-]+)", told)
    assert len(targets) >= 3 and set(targets) <= set(TARGETS)
    scripts = re.findall(r"^\./(\S+)", told, re.MULTILINE)
    assert scripts and all((ROOT / script).stat().st_mode & 0o111 for script in scripts)
    options = re.findall(r"build_macos\.sh (--[a-z-]+)", told)
    assert options and all(f"    {option})" in SCRIPT for option in options)


def test_it_may_only_read_ends_in_time_and_takes_known_versions():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    for job in JOBS.values():
        assert job["timeout-minutes"] <= 120
        assert all("timeout-minutes" in step for step in job["steps"] if "run" in step)
        used = [step for step in job["steps"] if "uses" in step]
        assert used and all(re.search(r"@v\d+$", step["uses"]) for step in used)
        assert used[0]["with"] == {"persist-credentials": False}
