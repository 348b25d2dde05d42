"""What stands first."""

import pytest

from app.reading.folders.importance import named_in, rank


def test_what_explains_comes_first_and_what_only_records_last():
    wanted = [
        *("README.md", "ARCHITECTURE.md", "pyproject.toml", "app/a.py", "docs/b.md"),
        *("app/test_a.py", "tests/c.py", "data/d.json", "LICENSE", "package-lock.json", "uv.lock"),
    ]
    assert sorted(reversed(wanted), key=rank) == wanted


@pytest.mark.parametrize(
    ("question", "path", "named"),
    [
        ("What does app/store.py do?", "app/store.py", True),
        ("What does store.py do?", "app/store.py", True),
        ("what does STORE.PY do", "app/store.py", True),
        ("What does xstore.py do?", "app/store.py", False),
        ("Where is the store?", "app/store.py", False),
        ("How does station_01 count?", "s/station_01.py", True),
        ("other/app/store.py?", "app/store.py", False),
    ],
)
def test_files_that_a_question_names(question: str, path: str, named: bool):
    assert named_in(question, path) is named
