"""The inward ladder (DOMAIN 6.9): what happens inside when an answer is late. Outward, the customer hears nothing."""
