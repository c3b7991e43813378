"""The filter of our own: words of spam and of good mail, learned from what agents do, in any language."""
