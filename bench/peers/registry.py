"""The engines by the name that commands take, imported only when they are measured."""

from importlib import import_module

from bench.peers import Engine

__all__ = ["NAMES", "PEERS", "engine_class", "missing"]

_CLASSES = {
    "ours": "Ours",
    "tantivy": "Tantivy",
    "fts5": "Fts5",
    "xapian": "Xapian",
    "whoosh": "StockWhoosh",
}
NAMES = tuple(_CLASSES)
# The engines that can analyse text by their own means, for relevance.
PEERS = ("fts5", "whoosh", "tantivy")


def engine_class(name: str) -> type[Engine]:
    """Return the class of an engine; raise ImportError if its library is not installed."""
    found: type[Engine] = getattr(import_module(f"bench.peers.{name}"), _CLASSES[name])
    return found


def missing(name: str) -> str:
    """Return why an engine cannot be measured here, "" if it can."""
    try:
        engine_class(name)
    except ImportError as error:
        return str(error)
    return ""
