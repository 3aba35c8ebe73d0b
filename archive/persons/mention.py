"""Mention: a person named at one place of a report."""

from dataclasses import dataclass

__all__ = ["Mention"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in a report.

    `name`: the name as it stands in a list, in full where the report gives it in full («ông Phúc»
    has the name «Nguyễn Xuân Phúc»), otherwise as written. `roles`: the offices that go with this
    mention, as written, in their order. `evidence`: the sentence. `field`: `title`, `lead`, `body`
    or `captions`; `part`: which of the captions, 0 elsewhere. `start`, `end`: offsets of what was
    written, into that field as published.
    """

    name: str
    roles: tuple[str, ...]
    evidence: str
    field: str
    part: int
    start: int
    end: int
