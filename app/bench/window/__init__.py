"""How quick the window is: its start, a long chat, its longest stall while an answer streams."""
