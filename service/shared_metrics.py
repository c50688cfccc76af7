"""Where do the workers share their metrics? In a folder that lives as long as the master process."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus-client finds the folder; it is read when that library is first imported."""


@contextmanager
def shared_metrics() -> Iterator[None]:
    """Make the folder, name it in the environment, and remove it when the process that made it leaves.

    Workers are forked inside, and leave this block as well; they let the folder be.
    """
    master, folder = os.getpid(), tempfile.mkdtemp(prefix="codebook-metrics-")
    os.environ[VARIABLE] = folder
    try:
        yield
    finally:
        if os.getpid() == master:
            shutil.rmtree(folder, ignore_errors=True)
