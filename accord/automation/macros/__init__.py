"""Macros: ready words in each language together with changes, picked by an agent on a ticket."""
