"""Steps that end a silence, announced and one at a time (DOMAIN 6.5): answered and silent, resolved and silent."""
