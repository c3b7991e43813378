"""Answers that go out later: at a moment of their own, or after the seconds in which they can be undone."""
