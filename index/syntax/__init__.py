"""The query language: the text that a person types, and the tree that it stands for."""
