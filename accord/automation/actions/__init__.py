"""What rules, time rules, macros and mass actions can do to a ticket: one class per file in `vocabulary/`."""
