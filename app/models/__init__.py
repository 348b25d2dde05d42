"""Which checkpoints there are, whether they fit this machine, and how one gets them."""
