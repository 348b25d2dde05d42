"""Kestrel, the program: what stands around the port in `mlx_model`."""

VERSION = "0.1.0"  # as in pyproject.toml; a test compares them
