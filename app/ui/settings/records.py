"""What the storage page shows, and how sizes and times are said."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale


@dataclass(frozen=True)
class StorageRow:
    """What lies in a folder of the program's."""

    name: str
    size: int  # bytes
    path: Path


def size_words(count: int) -> str:
    """Bytes as the system counts them: thousands, as in 3.1 GB and 412 MB."""
    places = 1 if len(str(count)) % 3 == 1 and count >= 10**6 else 0
    return QLocale().formattedDataSize(count, places, QLocale.DataSizeFormat.DataSizeSIFormat)


def time_words(seconds: float) -> str:
    """Day and time, short."""
    when = QDateTime.fromSecsSinceEpoch(int(seconds))
    return QLocale().toString(when, QLocale.FormatType.ShortFormat)
