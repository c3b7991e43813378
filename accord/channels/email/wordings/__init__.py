"""A team's own wording of the mails that the desk sends by itself, checked when it is saved and remembered."""
