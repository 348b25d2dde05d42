"""What a conversation is made of, as plain values. Standard library only."""
