"""What a channel is, how its messages come in and how they go out."""
