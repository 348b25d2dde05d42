"""How well a checkpoint reads screens and documents whose truth is known, and how it doubts."""
