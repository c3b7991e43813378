"""Tickets that belong together: parts of one, incidents of a problem, mentions."""
