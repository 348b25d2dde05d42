"""What is told of a picture that cannot be opened or written. It imports nothing heavy."""


class NotDrawn(Exception):
    """The picture cannot be opened, or the new one not be written. The message says why."""
