"""Mention: a person named at one place in a report."""

from dataclasses import dataclass

__all__ = ["Mention"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in a report that names a person.

    `name`: the full name if the report gives one («ông Phúc» has the name «Nguyễn Xuân Phúc»),
    otherwise the name as written. `roles`: the offices given with this mention, as written, in
    their order. `evidence`: the sentence. `field`: `title`, `lead`, `body` or `captions`. `part`:
    0-based index of the caption, 0 in other fields. `start`, `end`: offsets in characters into that
    field as published.
    """

    name: str
    roles: tuple[str, ...]
    evidence: str
    field: str
    part: int
    start: int
    end: int
