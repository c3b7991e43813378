"""Saved views: which tickets, in which order, with which columns, and who sees them."""
