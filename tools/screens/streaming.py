"""Answers on their way, as an engine tells them that stops in the middle."""

import sys
from pathlib import Path

from app.chat.conversation import Draft
from app.client.engine_process import Launch
from app.client.states import Ready
from app.ui.phase import Answering, Prefilling, Thinking
from app.ui.program import Program
from tools.screens import words
from tools.screens.chats import MODEL
from tools.screens.stage import Stage

STATES = (
    ("prefilling", "A long prompt is being read; what is reused is said.", Prefilling),
    ("thinking", "The model thinks.", Thinking),
    ("answering", "An answer is being written.", Answering),
)


def take_all(stage: Stage, program: Program, folder: Path) -> None:
    """The main window in the three phases, and the quick panel with an answer."""
    socket = folder / "s"
    module = ("-m", "tools.screens.speaker", "--socket", str(socket), "--parent-pipe")
    program.talks.asking.turn_to = lambda model: ""  # it stays where it is
    program.client.turn_to(Launch(sys.executable, module, socket))
    program.client.start()
    stage.until(lambda: isinstance(program.client.state, Ready))
    program.watch.set_model(MODEL)
    program.window.notice.hide()  # it tells of the restart before
    for name, shows, phase in STATES:
        program.desk.open("")
        program.talks.send(Draft(words.PARSER))
        stage.until(lambda phase=phase: _stands(program, phase))
        stage.run(0.5)
        stage.shoot(name, shows, program.window)
        program.talks.stop()
        stage.until(lambda: not program.talks.is_busy)


def _stands(program: Program, phase: type) -> bool:
    now = program.talks.asking.now(program.talks.chat)
    return now is not None and isinstance(now[1], phase)
