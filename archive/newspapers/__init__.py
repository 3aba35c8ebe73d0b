"""Newspapers: authority records with names over time, and what the names in reports mean."""
