"""Pages of a list: which stand around this one, with their addresses."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Page", "Step", "number_of", "page"]

# Pages shown at each side of the present one.
_BESIDE = 2
# The page number is read up to here; no list is longer, and offsets stay 64-bit numbers.
_LARGEST = 10**9


@dataclass(frozen=True, slots=True)
class Step:
    """A page to go to; without an address it stands for those left out between."""

    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Page:
    """This page of a list. `first`: the 1-based rank of its first hit."""

    number: int
    first: int
    last: int
    steps: tuple[Step, ...]
    before: str
    after: str


def number_of(text: str) -> int | None:
    """The 1-based page that an address asks for; None where it asks for none that could be.

    >>> number_of(""), number_of("3"), number_of("0"), number_of("x"), number_of("9" * 30)
    (1, 3, None, None, None)
    """
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST))):
        return None
    return int(text) if 1 <= int(text) <= _LARGEST else None


def page(number: int, size: int, total: int, address: Callable[[int], str]) -> Page:
    """The page of that number in a list of `total` hits, `size` on each."""
    last = max(1, -(-total // size))
    shown = sorted({1, last, *range(max(1, number - _BESIDE), min(last, number + _BESIDE) + 1)})
    steps: list[Step] = []
    for step in shown:
        if steps and step > steps[-1].number + 1:
            # A gap of one page is that page.
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
