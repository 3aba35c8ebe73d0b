"""The web pages: search, reports and persons, rendered on the server, usable without scripts."""

from archive.web.app import create_app

__all__ = ["create_app"]
