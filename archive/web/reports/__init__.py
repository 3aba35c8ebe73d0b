"""The page of a report: its text, versions, provenance and metadata."""
