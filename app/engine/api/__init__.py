"""The wire: OpenAI's HTTP API over an `Engine`. Knows nothing of MLX."""
