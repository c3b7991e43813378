"""The doors: HTTP and templates only."""
