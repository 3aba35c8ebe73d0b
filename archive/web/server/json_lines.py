"""The format of the log of errors: a JSON object for each message, with its traceback."""

import json
import logging
import os
from datetime import UTC, datetime
from typing import Any

from archive.web.server import request_id
from archive.web.server.request_log import timestamp

__all__ = ["JsonLines"]


class JsonLines(logging.Formatter):
    """A formatter that makes one line in ASCII of each message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a message as a JSON object, with the identifier of the request it belongs to."""
        fields: dict[str, Any] = {
            "time": timestamp(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "pid": os.getpid(),
        }
        if identifier := getattr(record, "request_id", "") or request_id.current():
            fields["request_id"] = identifier
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return json.dumps(fields)
