"""The JSON API for programs: the verbs of the pages, with a token in place of a session."""
