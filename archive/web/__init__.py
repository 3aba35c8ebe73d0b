"""The page: search, reports and persons for the browser, made on the server, without scripts."""

from archive.web.app import create_app

__all__ = ["create_app"]
