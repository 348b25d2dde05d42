"""The wording of questions about screens, kept in files beside the program.

A small checkpoint understands only the questions that it was trained on, so a checkpoint may bring
its own wording; every other one is asked as the family's cookbooks ask.
"""

import json
from dataclasses import dataclass
from pathlib import Path

OWN_WORDING = "prompts.json"  # in a checkpoint folder, in place of resources/prompts/screen.json


@dataclass(frozen=True)
class Prompts:
    """`find` holds `{words}` where the wanted element is named."""

    list: str
    find: str

    def finding(self, words: str) -> str:
        """The question where something is. Quotation marks in `words` would end the quotation."""
        return self.find.replace("{words}", words.replace('"', "'"))


class PromptsUnreadable(Exception):
    """A file of prompts is damaged."""


def load_prompts(path: Path) -> Prompts:
    """Read the wording from a file.

    Raises:
        PromptsUnreadable: the file holds no such wording.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        prompts = Prompts(str(raw["list"]), str(raw["find"]))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise PromptsUnreadable(
            f"{path} holds no prompts named list and find: mend or remove it."
        ) from error
    if "{words}" not in prompts.find:
        raise PromptsUnreadable(f"the prompt find in {path} lacks {{words}}: mend or remove it.")
    return prompts
