"""Which of the things that can be done with a film."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One of them, with words where it needs some."""

    question: str
    find: str
    count: str
    steps: bool

    @property
    def name(self) -> str:
        if self.find:
            return "find"
        if self.count:
            return "count"
        return "steps" if self.steps else "answer" if self.question else "summary"
