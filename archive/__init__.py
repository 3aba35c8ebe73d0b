"""An archive of news reports: read once, kept for ever, found by the index library."""
