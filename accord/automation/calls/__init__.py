"""HTTP requests as an action: written down with the change, sent by a worker, tried again, kept to be read."""
