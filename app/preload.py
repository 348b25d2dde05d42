"""A fast BLAS on Linux, before MLX is loaded.

MLX's CPU wheel links a slow reference BLAS; with Debian's OpenBLAS preloaded its float32 products
run about 90 times faster. A library can only be preloaded into a new process image, so a command
that runs the model replaces itself once. On a Mac nothing of this happens.
"""

import contextlib
import glob
import os
import sys

OPENBLAS = "/usr/lib/*/openblas-pthread/libopenblas.so.0"  # package libopenblas0-pthread
DONE = "KESTREL_PRELOADED"


def preload_openblas() -> None:
    """Start this program again with OpenBLAS, if it is installed and not there yet."""
    found = sorted(glob.glob(OPENBLAS))
    if sys.platform != "linux" or not found or os.environ.get(DONE):
        return
    if "openblas" in os.environ.get("LD_PRELOAD", ""):
        return
    environment = dict(os.environ)
    environment[DONE] = "1"
    environment["LD_PRELOAD"] = " ".join([found[-1], environment.get("LD_PRELOAD", "")]).strip()
    # Compiled elementwise kernels cost a second of g++ each on a CPU and gain nothing there.
    environment.setdefault("MLX_DISABLE_COMPILE", "1")
    with contextlib.suppress(OSError):  # it is only for speed: slow is better than not at all
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)
