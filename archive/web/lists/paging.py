"""The pages of a list: the current one and links to those around it."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Page", "Step", "number_of", "page"]

# Pages linked on each side of the current one.
_BESIDE = 2
# The largest page number read: no list is longer, and offsets stay 64-bit numbers.
_LARGEST = 10**9


@dataclass(frozen=True, slots=True)
class Step:
    """A link to a page; without an address it stands for the pages left out at this place."""

    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """The current page of a list. `first`: the 1-based rank of its first hit."""

    number: int
    first: int
    last: int
    steps: tuple[Step, ...]
    before: str
    after: str


def number_of(text: str) -> int | None:
    """Return the 1-based page number in an address, None for one that cannot be a page number.

    >>> number_of(""), number_of("3"), number_of("0"), number_of("x"), number_of("9" * 30)
    (1, 3, None, None, None)
    """
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST))):
        return None
    return int(text) if 1 <= int(text) <= _LARGEST else None


def page(number: int, size: int, total: int, address: Callable[[int], str]) -> Page:
    """Return a page of a list of `total` hits, `size` on each page."""
    last = max(1, -(-total // size))
    shown = sorted({1, last, *range(max(1, number - _BESIDE), min(last, number + _BESIDE) + 1)})
    steps: list[Step] = []
    for step in shown:
        if steps and step > steps[-1].number + 1:
            # A gap of one page is shown as that page.
            between = steps[-1].number + 1
            steps.append(Step(between, address(between) if step == between + 1 else ""))
        steps.append(Step(step, address(step)))
    return Page(
        number,
        (number - 1) * size + 1,
        last,
        tuple(steps),
        address(number - 1) if number > 1 else "",
        address(number + 1) if number < last else "",
    )
