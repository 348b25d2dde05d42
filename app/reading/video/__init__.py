"""Films: what to ask of them, and how to read and check the answers."""
