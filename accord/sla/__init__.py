"""Service levels: business hours, targets, clocks that run, and what happens when one is missed."""
