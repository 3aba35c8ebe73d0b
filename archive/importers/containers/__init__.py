"""Containers, one module each: a stream of bytes → the named streams that it holds."""
