"""Notes: the parts of a query that could not be taken as typed, as facts without wording."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Note", "NoteKind"]

NoteKind = Literal[
    # Limits that were exceeded; details: the limit.
    "cut",  # characters of the query
    "words",  # words of the query
    "phrase",  # words of a phrase
    "depth",  # nested parentheses
    "distance",  # words between those of NEAR or of a phrase
    "near",  # words of NEAR
    "wildcards",  # signs * and ?
    "variants",  # ways to write a phrase
    "wildcard",  # words that a wildcard stands for; details: the word, the limit
    # Parts that were ignored or read otherwise.
    "quote",  # a quotation mark without its counterpart
    "parenthesis",  # a parenthesis without its counterpart
    "operator",  # nothing to apply it to; details: the operator
    "value",  # a field without a value; details: the field as typed
    "field",  # only one word belongs to the field; details: field, word, how to type all of them
    "date",  # details: what is not a date
    "capitals",  # Vietnamese operators in a headline, read as words
    "nothing",  # no letter or digit to search for
    # Facts from the index or from the characters typed.
    "encoding",  # pasted from an encoding before Unicode; details: its name, the text as it reads
    "keystrokes",  # the words look like keystrokes of Telex or VNI
    "unknown",  # no report has it; details: the word
    "spellings",  # searched too; details: a word as typed, its other spellings, the next word, …
    "names",  # the same of other names of things
    "no_value",  # no value of a facet matches; details: the facet, the text
    # Facts about newspapers that the archive knows.
    "former_title",  # no report is under this name of it; details: the name, the two ends of its
    # period, may be "", the newspaper, the names under which there are reports, …
    "no_reports",  # there is no report of it; details: the name typed, the newspaper
]


@dataclass(frozen=True, slots=True)
class Note:
    """A note of one kind. `details`: the facts that its wording mentions, in order."""

    kind: NoteKind
    details: tuple[str, ...] = ()
