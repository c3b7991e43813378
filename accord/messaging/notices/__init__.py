"""What agents are told: which news there are, who hears of them, and on which way he chose.

`giving` is the one effect that finds the readers of an event; `reading` is the list in the console; `bundling` makes
mails of what was not read; `pushing` speaks to browsers.
"""
