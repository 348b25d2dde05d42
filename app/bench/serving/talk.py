"""What is said to the servers: the same words to each, answered greedily.

A conversation goes on as a client's does: what a server answered is sent back to it, thoughts left
out, and everything before is sent again.
"""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.bench.serving.client import Heard
from mlx_model.inputs.tokenizer import Tokenizer

Json = dict[str, Any]  # Any: JSON to be sent
Ask = Callable[[list[Json]], Heard]

QUESTIONS = (
    "What is on this screen? Please say which elements it shows and what they are for.",
    "Which button would you press to update the account, and where is it on the screen?",
    "Is there a checkbox that is checked? Say its label, and whether it can be disabled.",
    "Read the title of the window, and say in a few words what a user can do in it.",
    "Are there fields that are still empty? List them from the top to the bottom.",
    "Which of the elements are links, and what would you expect to see behind each of them?",
    "If I only want to change the name, which elements do I need, and in what order?",
    "What does the second button on the left do, and would you press it first or last?",
    "Is anything on this screen about privacy? Say where it is and what it is called.",
    "Thank you. Now say all of it again, as a short list that I can send to the user.",
)
CROWD = (
    "Write a short welcome message for a new user of this system and list the first settings.",
    "How do I find out which files were changed by the update, and how can I protect them?",
    "Please explain what a network printer is, and when it is better to print to a file.",
    "Something is wrong with my account: the sign-in button is disabled. What can I check?",
)
LIST = "List the elements of this screen."  # what kestrel-nano was taught
UNSAID = "I do not know."  # sent back for an answer that was all thoughts
TURN = "<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n<think>\n"


@dataclass
class Conversation:
    """Goes on turn by turn; `lead` stands before the first question."""

    lead: list[Json]
    messages: list[Json] = field(default_factory=list)

    def turn(self, number: int, ask: Ask) -> Heard:
        """Ask question `number`, counted from 0, and keep the answer."""
        content: str | list[Json] = question(number)
        if not self.messages:
            content = [*self.lead, {"type": "text", "text": content}]
        self.messages.append({"role": "user", "content": content})
        heard = ask(self.messages)
        self.messages.append({"role": "assistant", "content": heard.text.strip() or UNSAID})
        return heard


def question(number: int) -> str:
    """After the last they begin anew, each with its number, so that no turn is like another."""
    return f"{number + 1}. {QUESTIONS[number % len(QUESTIONS)]}"


def picture(path: Path) -> list[Json]:
    """A picture as a part of a message, its bytes in the request itself."""
    content = b64encode(path.read_bytes()).decode()
    return [{"type": "image_url", "image_url": {"url": f"data:image/png;base64,{content}"}}]


def in_words(path: Path) -> list[Json]:
    """The same screen for those who cannot see: its elements, a line each."""
    elements = json.loads(path.with_suffix(".json").read_text())["elements"]
    lines = [f"{e['role']} {json.dumps(e['text'])} at {e['box']}" for e in elements]
    return [{"type": "text", "text": "\n".join(["This is the screen:", *lines, ""])}]


def new_tokens(folder: Path, turns: int) -> int:
    """How many tokens the turns after the first bring: the question and its frame."""
    tokenizer = Tokenizer(folder)
    return sum(len(tokenizer.encode(TURN.format(question(turn)))) for turn in range(1, turns))
