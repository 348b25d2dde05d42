"""Quick ask: a small panel over everything, with an answer in place."""
