"""The display of values on pages: dates, charts, rows, highlighted text."""
