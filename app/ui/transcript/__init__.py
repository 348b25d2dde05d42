"""The conversation that is open: what was asked and answered, in one long column."""
