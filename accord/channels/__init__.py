"""The channels, a folder each; none knows another."""
