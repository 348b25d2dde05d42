"""Pictures of every window and state of the real program: `make screens`."""
