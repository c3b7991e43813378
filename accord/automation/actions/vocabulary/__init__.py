"""The actions themselves. A new one is a new module here; `registry.load` finds it."""
