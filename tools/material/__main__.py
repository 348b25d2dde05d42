"""Make the material: python -m tools.material [--out out/reading] [--screens 100] [--wide 20] ...

In `small` lie Qt screens and pages of at most 384 x 256 points, as large as nano's world, in
`documents` receipts and invoices. Pages as large as a laptop's window, in which nano is lost, lie
in a folder beside (out/reading-wide).
"""

import argparse
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from tools.material import qt, web
from tools.material.chromium import Chromium, ChromiumFailed, program
from tools.material.folder import write_source
from tools.material.papers import write_papers

SCALES, THEMES = (1, 2), ("light", "dark")
FIRST = 500_000  # of the layouts that training never draws from; nano's own evaluation begins at 0


def main() -> None:
    parser = argparse.ArgumentParser(description="Render screens whose truth is known.")
    parser.add_argument("--out", type=Path, default=Path("out/reading"))
    parser.add_argument("--screens", type=int, default=100, help="of each source")
    parser.add_argument("--wide", type=int, default=20, help="pages of 1024 points and more, each")
    parser.add_argument("--documents", type=int, default=10, help="of each schema and kind")
    parser.add_argument("--scale", type=int, choices=SCALES, action="append", help="default: both")
    parser.add_argument("--seed", type=int, default=FIRST)
    options = parser.parse_args()
    if options.documents:
        papers = options.out / "documents"
        _tell(write_papers(papers, options.documents, options.seed))
    scales = options.scale or SCALES
    for scale, theme in product(scales, THEMES):
        if options.screens:
            _tell(qt.painted(options.out / "small", scale, theme, options.screens, options.seed))
    if program() is None:
        sys.exit("there is no Chromium here, so no pages were made; apt-get install chromium")
    try:
        _pages(options, scales)
    except ChromiumFailed as error:
        sys.exit(str(error))


def _pages(options: argparse.Namespace, scales: Sequence[int]) -> None:
    small, wide = options.out / "small", options.out.with_name(f"{options.out.name}-wide")
    wanted = [("chromium", small, options.screens), ("chromium-wide", wide, options.wide)]
    with Chromium() as browser:
        for kind, folder, count in wanted:
            for scale, theme in product(scales, THEMES):
                if count:
                    made = web.shots(browser, kind, scale, theme, count, options.seed)
                    _tell(write_source(folder, made))


def _tell(path: Path) -> None:
    print(path, flush=True)


if __name__ == "__main__":
    main()
