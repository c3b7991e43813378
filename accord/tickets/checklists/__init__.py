"""Things to tick off on a ticket, and lists to start from."""
