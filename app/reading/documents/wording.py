"""How a model is asked about documents: resources/prompts/document.json."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class DocumentPrompts:
    """Questions about a page. The first two are whole, as the family was trained on them."""

    file: ClassVar[str] = "document.json"
    document_html: str
    document_markdown: str
    document_fields: str  # {format}: the schema in words
    document_text: str  # of a crop, word by word

    def extracting(self, form: str) -> str:
        """The question for the fields of a form. Its quotation marks stay: it is JSON."""
        return self.document_fields.replace("{format}", form)
