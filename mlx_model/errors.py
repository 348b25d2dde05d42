"""What a user can cause, as one family of exceptions.

Every message is one or two sentences: what is wrong, and what to do about it. Programs convert
the family once, at their edge (the command line prints the message and exits with 2); programmer
mistakes stay assertions and are never members of it.
"""


class KestrelError(Exception):
    """Something the user can see and mend. `str(error)` is fit to be shown."""


class ConfigError(KestrelError):
    """A checkpoint's configuration is missing, unreadable or not of this family."""


class CheckpointError(KestrelError):
    """A checkpoint's tensors are missing, unknown, damaged or of the wrong shape."""


class MediaError(KestrelError):
    """An image or video cannot be read, or is too large or too small to be seen."""


class PromptError(KestrelError):
    """Messages that cannot become a prompt: empty, ill-ordered, refused by the chat template."""


class RequestError(KestrelError):
    """Sampling or generation settings that make no sense."""
