"""kestrel demo: a newcomer's first minute. Reads a screen, asks about it, draws what was seen."""

from pathlib import Path
from time import perf_counter

import click

from app.chat.message import ImagePart, said
from app.cli.answered import NOTHING_FOUND
from app.cli.facts import shortened
from app.cli.model import wording
from app.cli.out import check_out, write_boxed
from app.cli.places import DEFAULT_MODEL, SAMPLES
from app.cli.read import print_table
from app.cli.refusal import Refusal
from app.cli.running import running
from app.reading.geometry import Crop, whole_box, whole_point
from app.reading.prompts import Prompts
from app.reading.reply import parse_reply
from app.reading.run import Run

SAMPLE = SAMPLES / "print.png"
QUESTIONS = ("Where is the Save button?", 'What is in the "Pages" field?')
CLOSING = """
{name} is tiny: it knows only screens like this one, and is not always right about them.
The same commands take a real Qwen3.5 checkpoint: --model FOLDER.
Next: kestrel ask "Who are you?" | kestrel chat | kestrel --help"""


@click.command(short_help="See it work: read a sample screen, ask about it, draw the boxes.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("out/demo.png"),
    show_default=True,
    help="Where the picture with the boxes goes.",
)
def demo(out: Path) -> None:
    """Read a sample screen that training never saw, ask two questions about it, draw the boxes.

    Exit code: 0 something was read, 1 nothing was.
    """
    from app.reading.listing import list_checked  # brings PIL, which --help does without

    if not SAMPLE.exists():
        raise Refusal(f"{SAMPLE} is missing; take a whole clone of the repository")
    _make_folder(out.parent)
    check_out(out, SAMPLE)
    picture = ImagePart(SAMPLE, SAMPLE.name)
    started = perf_counter()
    with running(DEFAULT_MODEL, "demo") as run:
        reading = list_checked(run, picture, wording(Prompts, DEFAULT_MODEL))
        width, height = reading.size
        click.echo(f"Kestrel reads {SAMPLE.name}, {width} x {height} pixels, new to its model:\n")
        print_table(reading)
        click.echo()
        for question in QUESTIONS:
            click.echo(f"You:     {question}")
            click.echo(f"Kestrel: {_answer(run, question, picture)}")
    factor = write_boxed(picture, [element.box for element in reading.elements], out)
    seconds = perf_counter() - started
    click.echo(f"\nThe picture with its boxes, {factor} times enlarged: {out.resolve()}")
    click.echo(f"All of it took {seconds:.1f} s on this machine, and nothing left it.")
    click.echo(CLOSING.format(name=DEFAULT_MODEL))
    if not reading.elements:
        click.get_current_context().exit(NOTHING_FOUND)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise Refusal(f"the folder {folder} cannot be made ({reason}); choose another") from error


def _answer(run: Run, question: str, picture: ImagePart) -> str:
    """The answer in words; boxes in it as places on the picture."""
    whole = run.ask(question, [said("user", question, picture)])
    reply = parse_reply(whole.text)
    if not reply.structured or reply.unread:
        return shortened(whole.text)
    size = whole.receipts[0].source_size
    boxes = [Crop.whole(size).pixel_box(mark.box) for mark in reply.marks if mark.box]
    if not boxes:
        return "It is not on this screen."
    x1, y1, x2, y2 = whole_box(boxes[0], size)
    x, y = whole_point(boxes[0].center, size)
    return f"At {x1},{y1} to {x2},{y2}; the point to click is {x},{y}."
