"""Formats, one module each: a named stream of bytes → reports and refusals."""
