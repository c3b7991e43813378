"""The heart: tickets, messages, and one module per behaviour."""
