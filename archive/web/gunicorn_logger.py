"""The logs of gunicorn and of the application: JSON lines on standard output and standard error."""

import logging
import sys
from typing import TextIO

from gunicorn.glogging import Logger

from archive.web.server import request_log
from archive.web.server.json_lines import JsonLines

__all__ = ["JsonLogger"]


class JsonLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Requests go to standard output; messages of gunicorn and the application to standard error.

    gunicorn quotes requests that it refuses or fails to answer, and names their clients; these
    messages lose that part, because the log of requests is private by default too.
    """

    def setup(self, cfg: object) -> None:
        """Set all loggers up, at the start and when gunicorn reads its settings again."""
        super().setup(cfg)
        messages = _handler(sys.stderr, JsonLines())
        root = logging.getLogger()
        root.setLevel(self.error_log.level)
        requests = logging.getLogger(request_log.LOGGER)
        requests.setLevel(logging.INFO)
        requests.propagate = False
        for logger, handler in (
            (self.error_log, messages),
            (root, messages),
            (requests, _handler(sys.stdout, logging.Formatter("%(message)s"))),
        ):
            logger.handlers[:] = [handler]
        logging.captureWarnings(True)

    def warning(self, msg: str, *args: object, **kwargs: object) -> None:
        """Log a warning."""
        if msg.startswith("Invalid request from "):
            msg = "a request that is not valid HTTP was refused"
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: str, *args: object, **kwargs: object) -> None:
        """Log an exception with its traceback."""
        if msg.startswith("Error handling request"):
            msg, args = "a request could not be answered", ()
        super().exception(msg, *args, **kwargs)


def _handler(stream: TextIO, formatter: logging.Formatter) -> logging.Handler:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    return handler
