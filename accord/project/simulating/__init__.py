"""A working day in compressed time, on a workspace of its own: real processes, real mail, verbs only."""
