"""The desktop around the windows: what it is told of the program, and what it asks of it."""
