"""Pictures with numbered marks: in a conversation, in a window of their own, beside a table."""
