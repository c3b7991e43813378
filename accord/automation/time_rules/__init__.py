"""Time rules: rules that a moment calls, kept as timers."""
