"""Full text: making terms of any language, the index on both databases, the query language, snippets.

Knows nothing of tickets. A document is a number, its terms and its scope terms (who may see it).
"""
