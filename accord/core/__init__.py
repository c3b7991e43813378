"""What every room stands on: clock, ids, files, HTML cleaning, full text, secrets."""
