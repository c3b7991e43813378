"""Time spent on tickets: a clock beside the ticket, entries by hand, corrections, sums."""
