"""Where do the workers share their metrics? In a folder that lives as long as the master process.

A file belongs to a place and not to a process: whoever follows a worker that has gone takes its place, and counts on
where it stopped. So the files are no more than the workers that are alive at once, however often they are replaced.
"""

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import count

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus-client finds the folder; it is read when that library is first imported."""

_here = ["master"]


@contextmanager
def shared_metrics() -> Iterator[None]:
    """Make the folder, name it in the environment, and remove it when the process that made it leaves.

    Workers are forked inside, and leave this block as well; they let the folder be.
    """
    master, folder = os.getpid(), tempfile.mkdtemp(prefix="codebook-metrics-")
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = folder
    from prometheus_client import values

    usual, values.ValueClass = values.ValueClass, values.MultiProcessValue(lambda: _here[0])  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        values.ValueClass = usual
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before
        if os.getpid() == master:
            shutil.rmtree(folder, ignore_errors=True)


def free_place(taken: Collection[int]) -> int:
    """Return the lowest place that nobody has."""
    return next(place for place in count() if place not in taken)


def take_place(place: int) -> None:
    """Count in the file of `place` from now on; of all processes that are alive, one alone may."""
    _here[0] = str(place)
