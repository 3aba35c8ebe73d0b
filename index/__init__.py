"""A search library for Vietnamese news reports: it knows reports and queries, no files, no web."""
