"""kestrel chat: a conversation in the terminal, whose cache is kept between its turns."""

import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path

import click

from app.chat.events import gather
from app.chat.message import Message, said
from app.chat.settings import Settings
from app.cli.ask import NOTES, printed
from app.cli.attachments import Shown, attachment
from app.cli.facts import say, tell_timings
from app.cli.interrupt import cancelled_by_ctrl_c
from app.cli.model import open_ask
from app.cli.options import generation_options, model_option, verbose_option
from app.cli.refusal import Refusal, one_line
from app.reading.ask import Ask

HELP = """/image PATH   show a picture or a video with your next question
/clear        forget the conversation
/help         this list
/quit         leave (or Ctrl-D); Ctrl-C stops an answer"""


@click.command(short_help="Talk in the terminal, with pictures, turn by turn.")
@model_option
@generation_options
@verbose_option
def chat(
    model: str,
    system: str | None,
    max_tokens: int,
    temperature: float | None,
    seed: int | None,
    think: bool,
    verbose: bool,
) -> None:
    """Talk with a model. What was said before is kept in its cache and not read again.

    Lines that begin with / are commands: /image PATH, /clear, /help, /quit. Ctrl-C stops an
    answer and keeps what was said of it; Ctrl-D leaves. Without a terminal every line of standard
    input is one question.
    """
    settings = Settings(max_tokens=max_tokens, temperature=temperature, seed=seed, think=think)
    _enable_line_editing()
    with open_ask(model) as ask:
        talk = Talk(ask, settings, system or "", verbose)
        if sys.stdin.isatty():
            say(f"{model}. /help lists the commands.")
        while (line := _next_line()) is not None and line != "/quit":
            talk.take(line)
    if talk.failed and not talk.said and not sys.stdin.isatty():
        raise Refusal("no question was answered")


@dataclass
class Talk:
    """One conversation: what was said, and what will be shown with the next question."""

    ask: Ask
    settings: Settings
    system: str
    verbose: bool
    said: list[Message] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    failed: int = 0  # questions

    def take(self, line: str) -> None:
        """One line of the user: a command or a question."""
        command, _, rest = line.partition(" ")
        match command:
            case "":
                return
            case "/help":
                say(HELP)
            case "/clear":
                self.said.clear()
                self.shown.clear()
            case "/image":
                self._show(rest.strip())
            case _ if command.startswith("/"):
                say(f"there is no command {command}; /help lists them")
            case _:
                self._answer(line)

    def _show(self, path: str) -> None:
        if not path:
            say("name a file after /image")
            return
        try:
            parts = [attachment(Path(name).expanduser()) for name in _names(path)]
        except Refusal as error:
            say(one_line(error.format_message()))
            return
        self.shown += parts
        self._remind()

    def _remind(self) -> None:
        names = ", ".join(part.name for part in self.shown)
        if names:
            say(f"{names}: shown with your next question")

    def _answer(self, question: str) -> None:
        """A question that failed is not part of the conversation, and neither is what it showed.

        One that was stopped before its first word is taken back: its pictures stay to be shown.
        """
        turn, shown, self.shown = said("user", question, *self.shown), self.shown, []
        before = [said("system", self.system)] if self.system else []
        with cancelled_by_ctrl_c() as cancel:
            events = self.ask([*before, *self.said, turn], self.settings, cancel)
            answer = gather(printed(events, self.verbose))
        end = answer.end
        if end.reason == "failed":
            self.failed += 1
            say(one_line(end.error))
            if shown:
                say("what it showed is dropped; show it again with /image")
            return
        if end.reason in NOTES:
            say(f"({NOTES[end.reason]})")
        if self.verbose:
            tell_timings(end)
        if answer.text:
            self.said += [turn, said("assistant", answer.text)]
        else:
            self.shown = shown
            self._remind()


def _names(path: str) -> list[str]:
    """The files after /image: one path as it stands, or several as a terminal pastes them."""
    if Path(path).expanduser().exists():
        return [path]
    try:
        return shlex.split(path)
    except ValueError:  # an unpaired quote is part of a name
        return [path]


def _next_line() -> str | None:
    """What the user wrote; None at the end of input. Ctrl-C clears the line."""
    prompt = click.style("> ", bold=True) if sys.stdin.isatty() else ""
    while True:
        try:
            return input(prompt).strip()
        except EOFError:
            return None
        except KeyboardInterrupt:
            say("")


def _enable_line_editing() -> None:
    """Arrow keys and history, where Python was built with them."""
    if sys.stdin.isatty():
        try:
            import readline  # noqa: F401  # importing it is what enables it
        except ImportError:
            return
