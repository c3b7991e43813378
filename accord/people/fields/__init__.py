"""Fields of a team's own: their kinds, their definitions, and filling them in for contacts and companies."""
