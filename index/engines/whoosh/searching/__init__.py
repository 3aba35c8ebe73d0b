"""Plans are executed over the segments of one generation: hits, facets and statistics."""
