"""Exporters: reports → the forms in which a list is carried away, one module a format."""
