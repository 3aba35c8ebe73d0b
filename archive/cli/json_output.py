"""JSON on the standard output."""

import json
import sys

import click

from archive.cli.streams import is_unicode

__all__ = ["print_json"]


def print_json(value: object) -> None:
    """Print a value as one line of JSON; escape letters only if the encoding lacks some."""
    click.echo(json.dumps(value, ensure_ascii=not is_unicode(sys.stdout)))
