"""The window of documents: the page beside what was read of it, and each thing in its place."""
