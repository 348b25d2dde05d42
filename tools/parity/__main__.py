"""`make parity`: compare the port with the reference implementations and print the table.

python -m tools.parity [--write] [SECTION ...]

`--write` also keeps the table in docs/parity.md. The exit status is 1 when a bound is missed.
"""

# pyright: reportMissingImports=false

import argparse
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

import torch

# Before whatever imports torchvision, that is transformers.
import tools.parity.torchvision_cpu  # noqa: F401  # isort: skip
from tools.parity import (
    bundled,
    caching,
    drafter,
    network,
    preprocessing,
    quantized,
    recurrence,
)
from tools.parity.row import Row, markdown

PAGE = Path(__file__).parents[2] / "docs" / "parity.md"
PACKAGES = ("mlx", "mlx-lm", "mlx-vlm", "transformers", "torch", "torchvision", "numpy")
SECTIONS: dict[str, tuple[str, Callable[[Path], Iterator[Row]]]] = {
    "network": ("Whole prompts", network.whole),
    "parts": ("Each part alone, given what the reference's part was given", network.parts),
    "recurrence": ("The gated delta rule", recurrence.rows),
    "caching": ("Chunked prefill and cached decoding", caching.rows),
    "drafter": ("Multi-token prediction", drafter.rows),
    "preprocessing": ("Preprocessing: templates, tokens, pictures, clips", preprocessing.rows),
    "quantized": ("Quantized checkpoints", quantized.rows),
    "bundled": ("The bundled checkpoint", bundled.rows),
}
METHOD = """\
The port against the reference implementations on small random checkpoints: transformers' own
classes, seeded, every tensor off its neutral value, saved as a Hugging Face folder and loaded by
our loader. All in fp32 on a CPU. The figure is max|a - b| / max|b| over the whole tensor, the mean
is taken over the same; "equal" means equal to the last bit. A number in brackets says how many
comparisons a row sums up; it shows the worst of them. `make parity` makes this page anew.
"""


def main(arguments: Sequence[str]) -> int:
    """Run the sections, print as they come, and write the page if wanted."""
    parser = argparse.ArgumentParser(prog="python -m tools.parity", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--write", action="store_true", help="keep the table in docs/parity.md")
    options = parser.parse_args(arguments)
    unknown = set(options.sections) - set(SECTIONS)
    if unknown or (options.write and options.sections):
        parser.error(f"unknown {sorted(unknown)}" if unknown else "--write needs all sections")
    torch.set_num_threads(1)  # for matrices this small, threads only wait for one another
    tables, missed = [], 0
    for name in options.sections or SECTIONS:
        title, make = SECTIONS[name]
        with tempfile.TemporaryDirectory() as folder:
            rows = list(make(Path(folder)))
        tables.append(f"## {title}\n\n{markdown(rows)}\n")
        print(tables[-1], flush=True)
        missed += sum(not row.ok for row in rows)
    if options.write:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text("\n".join(["# Parity\n", METHOD, _conditions(), *tables]))
    print(f"{missed} bounds missed" if missed else "all bounds hold")
    return 1 if missed else 0


def _conditions() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{date.today().isoformat()}, `make parity`, {machine}; {packages}.\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
