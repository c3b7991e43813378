"""What the team's own systems know, and can do, beside a ticket: panels and buttons."""
