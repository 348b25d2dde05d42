"""The window of models: what is here, what can be got, what answers now."""
