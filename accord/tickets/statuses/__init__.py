"""Statuses of a team's own: what they are called, which are the defaults, and giving one to a ticket."""
