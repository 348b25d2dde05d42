"""How a folder is asked about; the words stand in resources/prompts/folder.json."""

from dataclasses import dataclass
from typing import ClassVar

from app.reading.prompts import filled


@dataclass(frozen=True)
class FolderPrompts:
    """`{question}` and the like stand where a value goes."""

    file: ClassVar[str] = "folder.json"
    folder_shown: str  # below it stands a pack
    folder_seen: str  # what the assistant says before the question comes
    folder_ask: str  # a question about a pack that is the whole folder
    folder_part: str  # about one of several parts
    folder_answers: str  # below it stand the answers that were given over parts
    folder_merge: str  # the question once more, over those answers
    folder_nothing: str  # the one word of an answer that found nothing in its part

    def asking(self, question: str) -> str:
        """The question about a folder that is shown as a whole."""
        return _with(question, self.folder_ask)

    def asking_part(self, question: str, number: int, parts: int) -> str:
        """The question about one part."""
        return _with(question, filled(self.folder_part, number=number, parts=parts))

    def merging(self, question: str) -> str:
        """The question over the answers of parts."""
        return _with(question, self.folder_merge)


def _with(question: str, template: str) -> str:
    """The question goes in last and as it is: it may hold braces and quotation marks."""
    return template.replace("{question}", question)
