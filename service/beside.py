"""What can be made in another process meanwhile? What takes long to make, and is small enough to be sent.

Where many records are read, one processor would be busy for seconds, and the others idle.
"""

import copyreg
import os
import pickle
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from multiprocessing import current_process, get_all_start_methods, get_context
from multiprocessing.connection import Connection
from types import MappingProxyType
from typing import Any, TypeVar

MANY = 2000
"""Records from which on it is worth while; fewer are read sooner than a process is there for them."""

Made = TypeVar("Made")


def _frozen(mapping: dict[object, object]) -> MappingProxyType[object, object]:
    return MappingProxyType(mapping)


# What is found in fixtures holds frozen mappings, which pickle does not know by itself.
copyreg.pickle(MappingProxyType, lambda mapping: (_frozen, (dict(mapping),)))


def beside(make: Callable[[], Made], size: int) -> Callable[[], Made]:
    """Begin to make something in another process, and return what waits for it.

    Whatever keeps it from being made there, it is made here when it is waited for: where there is no second processor
    or no fork, and if the process fails, for then the reason is to be told here.

    Args:
        make: what makes it; it may write to nothing that others read, and wait for nobody.
        size: how many records it is made of.
    """
    if size < MANY or not _possible() or current_process().daemon:  # one that may have no children
        return make
    context = get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(make, sending), daemon=True)
    with sending:
        try:
            process.start()
        except OSError:  # there may be no more processes, or no room for one
            receiving.close()
            return make

    def wait() -> Made:
        with receiving, suppress(EOFError, OSError):
            made: Made = pickle.loads(receiving.recv_bytes())  # noqa: S301  written by our own process
            process.join()
            return made
        process.join()
        return make()

    return wait


@cache
def _possible() -> bool:
    """Return whether there is another processor for another process."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors > 1 and "fork" in get_all_start_methods()


def _work(make: Callable[[], Any], sending: Connection) -> None:
    """Make something and send it; the other end learns from the end of the pipe that there is nothing to come."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent heeds it, and ends this process with itself
    try:
        sending.send_bytes(pickle.dumps(make(), pickle.HIGHEST_PROTOCOL))
    except Exception as error:  # noqa: BLE001  whatever it is, it is made once more where it can be told
        sys.stderr.write(f"a process beside failed: {type(error).__name__}\n")
