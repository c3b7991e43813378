"""The sample workspace: a fictional shop, its people, and their stories in six languages."""
