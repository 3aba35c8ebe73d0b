"""Plans are executed over one generation of an index: hits, facets and statistics."""
