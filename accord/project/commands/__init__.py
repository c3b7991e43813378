"""One module per command of `accord`."""
