"""Are the new files good? Asked in a process of its own, which may hang, crash or grow without harm to anybody."""

import os
import pickle
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from service.errors import Fault
from service.garbage import paused
from service.loading import Examination, examine

LONGEST = 60
"""Seconds that an examination may take; 12,000 records take some 3."""

MOST_MEMORY = 4 * 1024**3
"""Bytes that the process may map; 100,000 records take some two thirds of it."""


class Examiner:
    """Examines a folder beside the process that wants to know, one examination at a time.

    Args:
        folder: of the fixtures.
        examine: what reads a folder.
        longest: seconds until an examination is given up.
    """

    def __init__(self, folder: Path, examine: Callable[[Path], Examination] = examine, longest: int = LONGEST) -> None:
        self.folder, self.examine, self.longest = folder, examine, longest
        self._child = 0
        self._again = self._passed = False

    def start(self) -> None:
        """Begin; if an examination is under way, another will follow, since it may have read half of the new files."""
        if self._child:
            self._again = True
            return
        self._written: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  read and closed when the child has ended
        self._alive, held = os.pipe()
        os.set_blocking(self._alive, False)
        self._deadline = time.monotonic() + self.longest
        self._child = os.fork()
        if self._child == 0:
            self._work()
        os.close(held)

    def result(self) -> Examination | None:
        """Return what has been found, once; None while there is nothing new to tell.

        An examination that did not end is told as a fault of the folder. One that was overtaken by the wish for
        another is passed over, since it may have read half of the new files; but never two in a row, or whoever
        wishes without end would never get any.
        """
        if not self._child or not self._ended():
            return None
        examination = self._read()
        self.stop()
        if not self._again:
            self._passed = False
            return examination
        self._again, self._passed = False, not self._passed
        self.start()
        return None if self._passed else examination

    def stop(self) -> None:
        """End the examination that is under way, if there is one."""
        if self._child:
            self._kill()
            os.close(self._alive)
            self._written.close()
            self._child = 0

    def _work(self) -> None:
        """Write down what the folder holds, in the child, and end with it."""
        try:
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            signal.alarm(self.longest)  # should the parent be gone by then
            resource.setrlimit(resource.RLIMIT_CPU, (self.longest, self.longest))
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
            with paused():
                # A link may be pointed elsewhere meanwhile; all files are to be of the folder that it names now.
                found = replace(self.examine(self.folder.resolve()), documents={})
                pickle.dump(found, self._written, pickle.HIGHEST_PROTOCOL)
            self._written.flush()
        except BaseException as error:  # noqa: BLE001  whatever it is, the parent has to hear of it
            sys.stderr.write(f"the examination failed: {type(error).__name__}\n")
        finally:
            os._exit(0)

    def _ended(self) -> bool:
        """Return whether the child has let go of its end of the pipe, or has had its time."""
        try:
            return os.read(self._alive, 1) == b""
        except BlockingIOError:
            return time.monotonic() > self._deadline

    def _read(self) -> Examination:
        try:
            self._written.seek(0)
            with paused():
                found: Examination = pickle.load(self._written)  # noqa: S301  written by our own child
            return found
        except Exception:  # noqa: BLE001  nothing, or half of it: the child did not come to its end
            return self._unfinished()

    def _unfinished(self) -> Examination:
        reason = f"the examination crashed, or took more than {self.longest} s or {MOST_MEMORY // 1024**3} GiB"
        return Examination(records={}, sources={}, families=None, faults=(Fault(str(self.folder), 1, "", reason),))

    def _kill(self) -> None:
        try:
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, os.WNOHANG)
        except (ProcessLookupError, ChildProcessError):
            pass  # it has ended and was waited for with the workers
