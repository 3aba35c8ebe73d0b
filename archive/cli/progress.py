"""A progress bar with rate and time left, on a terminal only."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

__all__ = ["Step", "progress"]

Step = Callable[[int, int], None]
"""Told how far the work is, in the unit of its length, and how many things are done."""


@contextmanager
def progress(label: str, length: int | None, things: str) -> Iterator[Step]:
    """A bar on standard error for as long as the work lasts; nothing where that is no terminal.

    `length`: the end of the work in any unit, None where it is unknown. `things`: what is
    counted, in the plural.
    """
    begun = time.monotonic()
    done = 0

    def rate(_item: object) -> str:
        seconds = max(time.monotonic() - begun, 1e-3)
        return f"{done:,} {things}, {done / seconds:,.0f} a second"

    with click.progressbar(
        length=max(length or 0, 1),
        label=label,
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
        show_eta=length is not None,
        show_percent=length is not None,
        item_show_func=rate,
        update_min_steps=1,
    ) as bar:

        def step(position: int, count: int) -> None:
            nonlocal done
            done = count
            # What is left is told of the position; without a length the bar only counts.
            bar.update(max(0, position - bar.pos) if length is not None else 0, current_item=None)

        yield step
