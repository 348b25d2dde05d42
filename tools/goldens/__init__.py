"""Scripts that make the golden files under tests/goldens; they need the reference environment."""
