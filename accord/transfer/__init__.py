"""The desk as a whole, taken out and brought in: backup, restore, and what must stay erased through both."""
