"""Running the network: caches, sampling, generation, and a conversation's memory between turns."""
