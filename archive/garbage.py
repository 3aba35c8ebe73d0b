"""The frequency at which a process looks for unreachable objects."""

import gc

__all__ = ["collect_rarely"]

# New objects after which Python looks for unreachable cycles; by default 700, of which a page of
# results or the persons of a report make many times as many.
_OBJECTS = 10_000


def collect_rarely() -> None:
    """Let this process look for unreachable objects after many new ones only."""
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])
