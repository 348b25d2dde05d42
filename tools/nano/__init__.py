"""The recipe of kestrel-nano: screens we draw ourselves, questions about them, training, export."""
