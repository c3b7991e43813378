"""The customer's door: is it solved?, one's requests, and the proof of who is reading."""
