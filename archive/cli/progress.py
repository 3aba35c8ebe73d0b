"""A progress bar with rate and time left, on a terminal only."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

__all__ = ["Step", "progress"]

Step = Callable[[int, int], None]
"""Callback with the position, in the unit of the length, and the number of things done."""


@contextmanager
def progress(label: str, length: int | None, things: str) -> Iterator[Step]:
    """Show a progress bar on standard error while the work lasts, if that is a terminal.

    `length`: the last position, in any unit; None if unknown. `things`: what is counted, in the
    plural.
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
            # The time left is computed from the position; without a length the bar only counts.
            bar.update(max(0, position - bar.pos) if length is not None else 0, current_item=None)

        yield step
