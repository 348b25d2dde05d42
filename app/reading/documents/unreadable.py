"""Why a document cannot be read, in one line that says what to do."""


class DocumentUnreadable(Exception):
    """It is no document, is damaged, has no pages or too many, or is protected."""


class PasswordNeeded(DocumentUnreadable):
    """It opens with a password only, and none or another one was given."""


def protected(name: str, password: str | None) -> PasswordNeeded:
    if password is None:
        return PasswordNeeded(f"{name} is encrypted; give its password")
    return PasswordNeeded(f"{name} does not open with this password; check it and try again")


def damaged(name: str, reason: object = "") -> DocumentUnreadable:
    told = " ".join(str(reason).split())
    inside = f" ({told})" if told else ""
    return DocumentUnreadable(f"{name} is damaged{inside}; save or export it again")
