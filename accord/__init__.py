"""Accord, a help desk in which the customer has the last word."""
