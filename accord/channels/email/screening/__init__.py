"""What is found out about a mail before it is let in: who stands behind it, whether it is spam, whether it bites."""

from accord.channels.email.screening.findings import Authentic, Finding, Screening

__all__ = ["Authentic", "Finding", "Screening"]
