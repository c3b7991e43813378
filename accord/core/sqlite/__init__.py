"""Our SQLite backend for Django: writers wait in line instead of polling.

Settings: `ENGINE = "accord.core.sqlite"`, `OPTIONS` as `base.Limits` lists them.
"""
