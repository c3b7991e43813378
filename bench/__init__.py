"""Benchmarks: `bin/bench [GROUP] [--json]`. What each figure means stands in docs/PERFORMANCE.md."""
