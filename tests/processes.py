"""Processes forked from this one, with all modules imported: they start in milliseconds.

A new Python that imports NumPy and SQLAlchemy takes more than half a second of a processor.
"""

import gc
import io
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

__all__ = ["Forked"]


class Forked:
    """A process that calls `action` and exits as a program would.

    `before` is called first in the new process. `stdin` is a pipe; what is written to standard
    output and standard error is returned by `communicate`. `returncode` is None until the process
    has been waited for, and negative when a signal ended it, as in `subprocess.Popen`.
    """

    def __init__(
        self, action: Callable[[], object], before: Callable[[], None] | None = None
    ) -> None:
        self.returncode: int | None = None
        self._outputs = [os.fdopen(os.memfd_create("output"), "w+b") for _ in range(2)]
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            # Python 3.12 and newer warn of threads that a fork does not copy; no lock of ours is
            # held by one here.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if not self.pid:
            os.close(writing)
            _run(action, before, [reading, *(output.fileno() for output in self._outputs)])
        os.close(reading)
        self.stdin: BinaryIO = os.fdopen(writing, "wb")

    def poll(self) -> int | None:
        """Return the exit code, or None while the process runs."""
        return self._waited(os.WNOHANG)

    def wait(self) -> int:
        """Wait for the end of the process and return its exit code."""
        code = self._waited(0)
        assert code is not None
        return code

    def communicate(self) -> tuple[bytes, bytes]:
        """Close standard input, wait for the end, and return standard output and standard error."""
        # The process may have ended before it had read everything.
        with suppress(BrokenPipeError):
            self.stdin.close()
        self.wait()
        out, error = map(_content, self._outputs)
        return out, error

    def printed(self) -> bytes:
        """Return what was written to standard output so far."""
        return os.pread(self._outputs[0].fileno(), 1 << 20, 0)

    def errors(self) -> bytes:
        """Return what was written to standard error so far."""
        return os.pread(self._outputs[1].fileno(), 1 << 20, 0)

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, if the process still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the process at once, without any chance to clean up."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def _waited(self, options: int) -> int | None:
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, options)
            if ended:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode


def _content(output: BinaryIO) -> bytes:
    """Return everything that was written to a file, and close it."""
    with output:
        output.seek(0)
        return output.read()


def _run(
    action: Callable[[], object], before: Callable[[], None] | None, streams: list[int]
) -> None:
    """Call the action in the forked process and end it; never returns."""
    code: object = 1
    try:
        # Objects of the parent, such as its connections, are not to be closed here.
        gc.freeze()
        _redirect(streams)
        if before is not None:
            before()
        action()
        code = 0
    except SystemExit as exit_:
        code = exit_.code
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


def _redirect(streams: list[int]) -> None:
    """Let standard input, output and error be these file descriptors."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    sys.stdin, sys.stdout, sys.stderr = (
        io.TextIOWrapper(os.fdopen(number, mode, closefd=False), encoding="utf-8")
        for number, mode in enumerate(("rb", "wb", "wb"))
    )
