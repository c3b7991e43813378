"""Trying a rule on history: what it would have done, and how often that would have been too early."""
