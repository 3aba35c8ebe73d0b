"""Redaction: what decisions in the log say of erased reports, and of persons found only there.

Of such a decision its number, its date and the name of the librarian are left. The decisions that
withdrew, showed and erased a report keep its identifier; only the erasure keeps its reason.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from archive.catalogue.forgotten_names import Forgotten
from archive.catalogue.tables import decisions
from archive.decision import Redacted, Undo, kind_of, texts_in
from archive.dismissal import Dismiss
from archive.persons.aliases import name_key
from archive.persons.authority import Merge, Split
from archive.withdrawal.decisions import KINDS, Erase

__all__ = ["SHORTEST", "redact"]

_KEPT = {kind_of(kind) for kind in (*KINDS, Undo, Redacted)}
# Fields of decisions about persons that hold names.
_NAMES = ("name", "names")
SHORTEST = 5
"""The letters of a title or name; a shorter one may be an ordinary word of a reason."""


def redact(
    connection: Connection,
    reports: Collection[str],
    titles: Collection[str],
    forgotten: Forgotten,
    merged: Mapping[str, str],
    stubs: Mapping[str, str],
    values: Collection[str],
) -> None:
    """Redact the decisions that name erased reports, or persons and names that are forgotten.

    `reports`: identifiers; `stubs`: those that take the place of some of them. `merged`: forgotten
    person → the person that it had been merged into; other persons that were merged into the first
    are now merged into the second. `values`: names of newspapers and sections, and places, that no
    report has any more; matters about them that were dismissed are redacted too.
    """
    said = {text.casefold() for text in (*titles, *forgotten.names) if len(text) >= SHORTEST}
    changed = []
    for row in connection.execute(select(decisions).order_by(decisions.c.number)).all():
        record = json.loads(row.decision)
        kind, redacted = _redacted(row.kind, record, reports, forgotten, merged)
        if row.kind == kind_of(Dismiss) and not set(texts_in(record)).isdisjoint(values):
            kind, redacted = kind_of(Redacted), {"was": row.kind}
        why = row.why
        about = reports and not set(reports).isdisjoint(texts_in(record))
        if (kind != row.kind or about) and row.kind != kind_of(Erase):
            why = ""
        if kind in _KEPT and record.get("report") in stubs:
            redacted = record | {"report": stubs[record["report"]]}
        if any(text in why.casefold() for text in said):
            why = ""
        if (kind, redacted, why) != (row.kind, record, row.why):
            decision = json.dumps(redacted, ensure_ascii=False)
            changed.append({"which": row.number, "kind": kind, "decision": decision, "why": why})
    if changed:
        which = update(decisions).where(decisions.c.number == bindparam("which"))
        connection.execute(which, changed)


def _redacted(
    kind: str,
    record: dict[str, Any],
    reports: Collection[str],
    forgotten: Forgotten,
    merged: Mapping[str, str],
) -> tuple[str, dict[str, Any]]:
    """Return the kind and the record of a decision, redacted if it must be."""
    if kind in _KEPT:
        return kind, record
    named = set(texts_in(record))
    if named.isdisjoint(reports) and named.isdisjoint(forgotten.persons):
        names = set(texts_in({name: record[name] for name in _NAMES if name in record}))
        unknown = {name for name in names if name_key(name) in forgotten.keys}
        if not unknown:
            return kind, record
        others = [name for name in record.get("names", ()) if name not in unknown]
        if kind == kind_of(Split) and others and record.get("name") not in unknown:
            return kind, record | {"names": others}
    elif kind == kind_of(Merge) and record["source"] not in forgotten.persons:
        into = merged.get(record["target"], "")
        return (kind, record | {"target": into}) if into else (kind_of(Redacted), {"was": kind})
    return kind_of(Redacted), {"was": kind}
