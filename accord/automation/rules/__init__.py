"""Rules: when this happens and that is so, then do this."""
