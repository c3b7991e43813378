"""The most important ticket next: To Solve, hand-out, and who is there to take it."""
