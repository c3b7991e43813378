"""Bulk data for load tests: histories are invented, unfolded into rows as the verbs would write them, and loaded."""
