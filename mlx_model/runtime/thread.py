"""Leaving the thread that ran MLX."""

import mlx.core as mx


def leave_thread() -> None:
    """Give back the streams of this thread; call it there, last, once nothing of MLX is in use.

    A thread that ends without it leaves its streams to the end of the process, which then aborts
    at times ("terminate called without an active exception": MLX 0.32.4, seen in 4 of 24 exits).
    """
    mx.synchronize()
    mx.clear_streams()
