"""The query language: from the text that a person types to a tree."""
