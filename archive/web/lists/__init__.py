"""Lists of reports and what is made of them: results, facets, concordance, trends, files."""
