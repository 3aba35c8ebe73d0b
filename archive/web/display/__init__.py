"""How values look on pages: dates, charts, rows, highlighted text."""
