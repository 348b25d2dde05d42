"""Files and messages to arrays: what a prompt is before the network sees it. No MLX here."""
