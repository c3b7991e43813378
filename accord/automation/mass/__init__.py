"""Mass actions: the same steps for many tickets, each by its own verbs, many in a transaction that is cut by time."""
