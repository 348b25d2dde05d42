"""The list of conversations beside the one that is open."""
