"""What can be asked about a ticket: one vocabulary for rules, time rules, SLA levels and views."""
