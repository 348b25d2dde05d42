"""What to ask of a picture and how to read the reply. Knows neither Qt nor MLX."""
