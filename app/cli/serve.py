"""kestrel serve, and the engine process of the window: one wire, on TCP or on a Unix socket."""

import argparse
import ipaddress
import secrets
import socket
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.options import model_option
from app.cli.places import DEFAULT_MODEL, RESOURCES, checkpoint_folder
from app.cli.refusal import REFUSED, Refusal, one_line
from app.engine.api.access import Access
from mlx_model.errors import KestrelError

if TYPE_CHECKING:  # its values come with MLX, which --help does without
    from app.engine.face import Engine
    from mlx_model.runtime.decode import Use

OCCUPIED = 3  # exit code of a second engine
STANDARD_INPUT = 0  # its descriptor
KV_BITS = ("4", "8")
DRAFTS: "tuple[Use, ...]" = ("auto", "on", "off")
MOUNTED = ("/Volumes", "/media", "/mnt")  # where other disks are
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@click.command(short_help="Answer other programs, as OpenAI's API does.")
@model_option
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Another interface; what is sent over it is not encrypted.",
)
@click.option(
    "--token",
    envvar="KESTREL_TOKEN",
    metavar="TOKEN",
    help="What programs must send; default: KESTREL_TOKEN, or a new one, which is printed.",
)
@click.option(
    "--snapshots",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Keep the state of conversations here, for the next start.",
)
@click.option("--memory", type=click.IntRange(min=1), metavar="BYTES", help="Use no more.")
@click.option(
    "--kv-bits", type=click.Choice(KV_BITS), help="Pack keys and values: longer conversations fit."
)
@click.option(
    "--drafts",
    type=click.Choice(DRAFTS),
    default=DRAFTS[0],
    show_default=True,
    help="Let the MTP head guess tokens ahead; auto: while that is measured to be faster.",
)
@click.pass_obj
def serve(
    opened: "Callable[[], Engine] | None",
    model: str,
    port: int,
    host: str,
    token: str | None,
    snapshots: Path | None,
    memory: int | None,
    kv_bits: str | None,
    drafts: "Use",
) -> None:
    """Serve chat completions, completions and models as OpenAI's API does, until Ctrl-C.

    \b
    kestrel serve --port 8080
    curl -H "Authorization: Bearer TOKEN" http://127.0.0.1:8080/v1/models
    """
    from app.engine.serve import Service  # imports FastAPI, which --help does without
    from app.engine.serve import serve as run
    from app.engine.sockets import tcp_socket

    folder = checkpoint_folder(model)
    known = _token(token)
    with tcp_socket(host, port) as bound, tempfile.TemporaryDirectory(prefix="kestrel-") as clips:
        _announce(folder.name, bound, made="" if token else known)
        access = Access(token=known, hosts=_hosts(host), local=False, scratch=Path(clips))
        open_it = opened or opener(folder, snapshots, memory, kv_bits, drafts)
        service = Service(
            folder.name,
            open_it,
            access,
            stay_when_failed=False,
            on_ready=lambda: click.echo("Ready."),
        )
        run(service, bound)


def opener(
    folder: Path,
    snapshots: Path | None,
    memory: int | None,
    kv_bits: str | None,
    drafts: "Use",
) -> "Callable[[], Engine]":
    """What opens the real engine; imports MLX only when it is called."""

    def opened() -> "Engine":
        from app.engine.engine import open_engine

        bits = int(kv_bits) if kv_bits else None
        return open_engine(folder, snapshots=snapshots, memory=memory, kv_bits=bits, guesses=drafts)

    return opened


def run_engine(arguments: Sequence[str], opened: "Callable[[], Engine] | None" = None) -> int:
    """The engine process: serve on a Unix socket until a signal; the exit code.

    `opened` stands in for the real engine.
    """
    from app.engine.sockets import AlreadyRunning

    try:
        wanted = _parser().parse_args(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    try:
        _run_engine(wanted, opened)
    except AlreadyRunning as error:
        click.echo(one_line(str(error)), err=True)
        return OCCUPIED
    except (KestrelError, Refusal) as error:
        message = error.format_message() if isinstance(error, Refusal) else str(error)
        click.echo(one_line(message), err=True)
        return REFUSED
    return 0


def _run_engine(wanted: argparse.Namespace, opened: "Callable[[], Engine] | None") -> None:
    from app.engine.serve import Service
    from app.engine.serve import serve as run
    from app.engine.sockets import make_private, unix_socket

    folder = checkpoint_folder(wanted.model)
    clips = wanted.socket.absolute().with_suffix(".clips")
    with unix_socket(wanted.socket) as bound:
        make_private(clips)
        for left in clips.glob("kestrel-clip-*"):  # of one that was killed
            left.unlink(missing_ok=True)
        access = Access(files=_open_folders(wanted.files), scratch=clips)
        open_it = opened or opener(
            folder, wanted.snapshots, wanted.memory, wanted.kv_bits, wanted.drafts
        )
        lifeline = STANDARD_INPUT if wanted.parent_pipe else None
        service = Service(folder.name, open_it, access, wanted.idle_exit, lifeline=lifeline)
        run(service, bound)
        with suppress(OSError):  # a clip that somebody still reads keeps it
            clips.rmdir()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("kestrel --engine", allow_abbrev=False)
    parser.add_argument("--socket", type=Path, required=True, metavar="PATH")
    parser.add_argument("--model", default=DEFAULT_MODEL, metavar="NAME|FOLDER")
    parser.add_argument("--snapshots", type=Path, metavar="FOLDER")
    parser.add_argument("--memory", type=int, metavar="BYTES")
    parser.add_argument("--kv-bits", choices=KV_BITS)
    parser.add_argument("--drafts", choices=DRAFTS, default=DRAFTS[0])
    parser.add_argument("--idle-exit", type=float, metavar="SECONDS")
    parser.add_argument("--parent-pipe", action="store_true", help="end when standard input does")
    parser.add_argument(
        "--files", type=Path, action="append", metavar="FOLDER", help="open to file: URLs"
    )
    return parser


def _open_folders(asked: Sequence[Path] | None) -> tuple[Path, ...]:
    """Where a window's user keeps what is dropped on it, unless it was said."""
    usual = (Path.home(), Path(tempfile.gettempdir()), RESOURCES, *map(Path, MOUNTED))
    return tuple(folder.resolve() for folder in asked or usual)


def _hosts(host: str) -> frozenset[str]:
    """By which names this server may be called; "*": by any number."""
    if host.lower() in LOOPBACK or _is_loopback(host):
        return LOOPBACK | {host.lower()}
    return LOOPBACK | {host.lower(), socket.gethostname().lower(), "*"}


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _token(given: str | None) -> str:
    if given is None:
        return secrets.token_urlsafe(24)
    if len(given) < 8 or not given.isascii() or not given.isprintable() or " " in given:
        raise Refusal(
            "the token must be 8 or more letters, digits and signs of ASCII, without spaces"
        )
    return given


def _announce(model: str, bound: socket.socket, made: str) -> None:
    host, port = bound.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"{model} at http://{shown}:{port}/v1")
    if made:
        click.echo(f"Token: {made}")
