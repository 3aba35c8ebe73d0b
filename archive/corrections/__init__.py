"""Corrections of reports by librarians, and a spreadsheet in which many are made at once."""
