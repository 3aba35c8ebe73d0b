"""Segments and tables of contents as files of a folder, and read access to what they hold."""
