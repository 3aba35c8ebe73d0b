"""Reports become segments, segments become larger ones, and a commit makes them visible."""
