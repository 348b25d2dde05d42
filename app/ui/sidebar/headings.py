"""What a heading of the list says."""

from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale

from app.ui.sidebar.rows import Heading


def title_of(heading: Heading, today: date) -> str:
    match heading.kind:
        case "pinned":
            return QCoreApplication.translate("Sidebar", "Pinned")
        case "folder":
            return heading.name
        case "today":
            return QCoreApplication.translate("Sidebar", "Today")
        case "yesterday":
            return QCoreApplication.translate("Sidebar", "Yesterday")
        case "week":
            return QCoreApplication.translate("Sidebar", "Previous 7 days")
        case "month":
            return _month(heading.month, today)


def _month(month: date, today: date) -> str:
    name = QLocale().standaloneMonthName(month.month)
    if month.year == today.year:
        return name
    pattern = QCoreApplication.translate("Sidebar", "{month} {year}")
    return pattern.format(month=name, year=month.year)


def untitled() -> str:
    """How a chat is called that has no title yet."""
    return QCoreApplication.translate("Sidebar", "New chat")
