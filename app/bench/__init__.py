"""`kestrel bench`: how fast this port runs here, beside mlx-lm and mlx-vlm where they are there."""
