"""What our mails say: each module builds one letter from blocks, which become HTML and plain text in the same order."""
