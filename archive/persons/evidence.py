"""Evidence: one named reason that capitalised words do, or do not, name a person.

The weights are small integers, set by hand while reading reports; each constant stands in the
module that looks for it: `shape` for the words themselves, `context` for the text around them,
`assessment` for what outweighs both, `coreference` for the rest of the report.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

__all__ = ["THRESHOLD", "Effect", "Evidence", "score"]

# The words name a person if their score is greater. Zero, so that one more reason for than
# against is enough.
THRESHOLD = 0


Effect = Literal["add", "at most", "at least"]
"""The effect of a weight on the score: added, or a limit from above or below."""


class Evidence(NamedTuple):
    """A reason for or against a person.

    `name`: what was seen, in English. `weight`: in points; above 0 speaks for a person. `bars`:
    no other mention in the report can outweigh this one.
    """

    name: str
    weight: int
    effect: Effect = "add"
    bars: bool = False


def score(evidence: Iterable[Evidence]) -> int:
    """Return the score that pieces of evidence, in this order, give together.

    >>> seen = [Evidence("family and given name", 2), Evidence("an office before it", 4)]
    >>> score(seen)
    6
    >>> score([*seen, Evidence("a known place", -9, "at most")])
    -9
    """
    total = 0
    for _, weight, effect, _ in evidence:
        if effect == "add":
            total += weight
        elif effect == "at most":
            total = min(total, weight)
        else:
            total = max(total, weight)
    return total
