"""The Qwen3.5 network in MLX, one idea of the papers a file, and nothing else."""
