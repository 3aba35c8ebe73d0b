"""Reasons why an address could not be fetched."""

__all__ = ["FetchFailed", "HostPaused"]


class FetchFailed(Exception):
    """An address could not be fetched; the message is the reason.

    `is_temporary`: another attempt may succeed. `retry_after`: seconds after which the server
    wants to be asked again, None where it states none.
    """

    def __init__(
        self, reason: str, *, is_temporary: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.is_temporary = is_temporary
        self.retry_after = retry_after


class HostPaused(Exception):
    """A host is not asked any more in this run; the message is the reason."""
