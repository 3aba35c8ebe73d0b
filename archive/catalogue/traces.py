"""Traces: frozen lists and decisions in which somebody wrote words of an erased report."""

import re
from collections.abc import Collection, Iterable
from urllib.parse import unquote_plus

from sqlalchemy import Connection, select

from archive.catalogue import log
from archive.catalogue.tables import STREAMED, frozen_lists
from archive.decision import texts_in, to_record
from archive.withdrawal.decisions import KINDS
from index.language.spelling import fold

__all__ = ["decisions_with", "lists_with"]

_WORD = re.compile(r"\w+")


def lists_with(connection: Connection, sought: Collection[str]) -> list[str]:
    """Return the identifiers of the frozen lists whose query or note holds one of some texts.

    Case and diacritics do not matter; only whole words count.
    """
    wanted = select(frozen_lists).order_by(frozen_lists.c.datestamp, frozen_lists.c.identifier)
    keys = set(map(_key, sought)) - {_key("")}
    return [
        row.identifier
        for row in connection.execute(wanted, execution_options=STREAMED)
        if _holds((unquote_plus(row.query), row.words, *row.filters, row.note), keys)
    ]


def decisions_with(connection: Connection, sought: Collection[str]) -> list[int]:
    """Return the numbers of the decisions that hold one of some texts, or whose reason does.

    Those that withdrew or erased a report are left out.
    """
    keys = set(map(_key, sought)) - {_key("")}
    return [
        logged.number
        for logged in log.read(connection)
        if not isinstance(logged.decision, KINDS)
        and _holds((logged.why, *texts_in(to_record(logged.decision))), keys)
    ]


def _holds(texts: Iterable[str], keys: Collection[str]) -> bool:
    """Return True if one of some texts contains one of the words sought, given as keys."""
    return any(key in text for text in map(_key, texts) for key in keys)


def _key(text: str) -> str:
    """Return the words of a text as they are compared.

    >>> _key('tít:"Lê Đức"')
    ' tit le duc '
    """
    return f" {' '.join(_WORD.findall(fold(text).casefold()))} "
