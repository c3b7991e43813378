"""What happened, who is told, and what is due: event kinds, the outbox, timers, cursors."""
