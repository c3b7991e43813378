"""A team's own reasons for ending and pausing, beside the built-in ones of `tickets.explaining`."""
