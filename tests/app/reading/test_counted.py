"""One file, two files."""

from app.reading.counted import counted


def test_one_and_many():
    told = [counted(number, "file") for number in (0, 1, 2, 1000)]
    assert told == ["0 files", "1 file", "2 files", "1,000 files"]
