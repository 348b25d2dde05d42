"""The engine: one process, one thread that owns MLX, one wire. Start at `face.py`."""
