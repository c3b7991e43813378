"""Settings: one's own card, people, departments, options, what channels bring along, and what failed."""
