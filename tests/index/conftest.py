"""Fixtures for the tests of the index."""

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def _unsynced() -> Iterator[None]:
    """Let files reach the disk when the system likes: no test here cuts the power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda file: None)
        yield
