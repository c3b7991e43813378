"""E-mail: intake, parsing, threading, sending."""
