"""Settings, addresses, wiring and the `accord` command."""
