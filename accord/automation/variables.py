"""What can be filled into a text: see `tickets.variables`, which mails and rules share."""

from accord.tickets.variables import LONGEST_MESSAGE, Source, Variable, first_name, variables

__all__ = ["LONGEST_MESSAGE", "Source", "Variable", "first_name", "variables"]
