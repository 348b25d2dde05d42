"""The group of all commands, and the edge where every error becomes one line."""

import os
import sys
from collections.abc import Sequence

import click

from app import VERSION
from app.cli.ask import ask
from app.cli.bench import bench
from app.cli.chat import chat
from app.cli.demo import demo
from app.cli.extract import extract
from app.cli.find import find
from app.cli.models import models
from app.cli.pack import pack
from app.cli.read import read
from app.cli.refusal import CANCELLED, REFUSED, one_line
from app.cli.selftest import selftest
from app.cli.serve import serve
from app.cli.watch import watch
from app.cli.window import window
from mlx_model.errors import KestrelError

PIPE_CLOSED = 141  # what a shell reports of a program that died writing to a closed pipe


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.version_option(VERSION, prog_name="kestrel", message="%(prog)s %(version)s")
def program() -> None:
    """A private assistant that sees. Everything runs on this machine; nothing leaves it.

    \b
    kestrel ask "Where is the Save button?" shot.png
    kestrel read shot.png --out boxed.png
    kestrel find shot.png "Save" --json
    """


for command in (
    window,
    ask,
    read,
    find,
    extract,
    pack,
    watch,
    chat,
    serve,
    models,
    bench,
    demo,
    selftest,
):
    program.add_command(command)


def run(arguments: Sequence[str], obj: object = None) -> int:
    """Run one command; its exit code. What a user can cause ends as one line on stderr."""
    try:
        # Not program.main(), which ends the process by itself where a pipe was closed.
        with program.make_context("kestrel", list(arguments), obj=obj) as context:
            program.invoke(context)
        return 0
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return REFUSED
    except click.UsageError as error:
        return _refuse(_usage(error))
    except click.ClickException as error:
        return _refuse(error.format_message())
    except KestrelError as error:
        return _refuse(str(error))
    except (KeyboardInterrupt, click.Abort):
        click.echo("kestrel: cancelled", err=True)
        return CANCELLED
    except BrokenPipeError:
        # Whoever read us has left; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _refuse(f"the output cannot be written ({error.strerror}); make room for it")


def _refuse(message: str) -> int:
    click.echo(one_line(message), err=True)
    return REFUSED


def _usage(error: click.UsageError) -> str:
    where = error.ctx.command_path if error.ctx else "kestrel"
    return f"{error.format_message().rstrip('.')}; see {where} --help"
