"""The form of an answer: tool calls read from it, grammars that it is held to."""
