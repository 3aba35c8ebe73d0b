"""The embedded engine: a Whoosh index whose segments are arrays."""

from index.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
