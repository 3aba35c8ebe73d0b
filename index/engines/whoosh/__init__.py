"""The embedded engine: a Whoosh index whose segments are arrays."""

from index.engines.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
