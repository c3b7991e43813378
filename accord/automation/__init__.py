"""Rules, time rules and macros: what the desk does by itself, and why."""
