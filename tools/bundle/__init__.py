"""The frozen program: what goes into it, how it is made, and the evidence that it will run."""
