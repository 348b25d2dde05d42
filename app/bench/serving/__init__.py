"""`kestrel bench serve`: Kestrel's server beside those of mlx-vlm and mlx-lm."""
