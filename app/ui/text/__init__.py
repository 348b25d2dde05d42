"""Answers as rich text: Markdown that grows while it is read."""
