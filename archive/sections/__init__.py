"""Sections of newspapers: spellings that are one by rule, and decisions of librarians."""
