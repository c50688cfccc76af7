"""What does an operator do to a running service, and what can be seen of it from outside?"""

import json
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.running import RECORDS, Running

PATIENCE = 30
"""Seconds until what should come about is given up."""


class Folder:
    """A folder of fixtures whose records all say in their titles which generation they are of.

    It is a link, so that a generation takes the place of another at once, as a deployment does it.

    Args:
        root: where the generations are written.
        records: the folder that they are made of.
        ahead: how many to write at once, so that no time is spent on them later.
    """

    def __init__(self, root: Path, records: Path = RECORDS, ahead: int = 0) -> None:
        self.root, self.records, self.path, self.generation = root, records, root / "current", 0
        for generation in range(1, ahead + 2):
            self._write(generation)
        self.renew()

    def renew(self) -> None:
        """Put the next generation in place."""
        self.generation += 1
        made = self.root / str(self.generation)
        if not made.exists():
            self._write(self.generation)
        self.point_to(made)

    def spoil(self, name: str, corrupt: Callable[[Path], object]) -> None:
        """Put in place what is now there with something done to it."""
        made = self.root / f"corrupt {name}"
        shutil.copytree(self.path.resolve(), made)
        corrupt(made)
        self.point_to(made)

    def point_to(self, made: Path) -> None:
        """Put a folder in place."""
        link = self.root / "next"
        link.symlink_to(made, target_is_directory=True)
        link.replace(self.path)

    def _write(self, generation: int) -> None:
        made = self.root / str(generation)
        shutil.copytree(self.records, made)
        for path in (made / "codes").iterdir():
            record = json.loads(path.read_text(encoding="utf-8"))
            record["title"] = f"Generation {generation}"
            path.write_text(json.dumps(record, indent=1), encoding="utf-8")


def hang_up(server: Running) -> float:
    """Ask for a reload and return when."""
    server.process.send_signal(signal.SIGHUP)
    return time.monotonic()


def metrics(server: Running) -> dict[tuple[str, ...], float]:
    """Return every sample that is told, by its name and the values of its labels in order of label."""
    families = text_string_to_metric_families(server.ask("/metrics").body.decode())
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def reloads(server: Running, outcome: str) -> float:
    """Return how many reloads had an outcome, taken or refused."""
    return metrics(server)[("codebook_reloads_total", outcome)]


def until(condition: Callable[[], bool]) -> None:
    """Wait until something has come about."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


def children(pid: int) -> list[int]:
    """Return the processes that a process has started and that are alive."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [int(child) for child in told]


def files_of(pid: int) -> int:
    """Return how many files a process has open."""
    return len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208  a folder of the system, read fast


def memory_of(pid: int) -> int:
    """Return the bytes that a process has for itself and its share of what it has with others, files left out.

    What it has of files, which are the code of Python and of libraries, is shared with programs that come and go. What
    the system has moved out of memory counts all the same.
    """
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith(("Pss_Anon:", "SwapPss:")))


def own_memory_of(pid: int) -> int:
    """Return the bytes that would be free without a process: what it shares with no other, files left out."""
    own = held = 0
    for line in Path(f"/proc/{pid}/smaps").read_text(encoding="ascii").splitlines():
        name, _, value = line.partition(":")
        if name == "Private_Dirty":
            held = int(value.split()[0])
        elif name == "Anonymous":
            own += min(held, int(value.split()[0]))
        elif name == "Swap":
            own += int(value.split()[0])
    return 1024 * own


def processor_of(pid: int) -> float:
    """Return the seconds that a process has run on a processor, all its threads together.

    The number of the clock is that of clock_getcpuclockid(3), which Python does not offer: the process, inverted, above
    three bits that ask for the time that the scheduler counts.
    """
    return time.clock_gettime(~pid << 3 | 2)


def connections_of(pid: int, port: int) -> int:
    """Return how many connections to a port a process has."""
    table = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    established = {f"socket:[{row[9]}]" for row in table if row[1].endswith(f":{port:04X}") and row[3] == "01"}
    return sum(str(file.readlink()) in established for file in Path(f"/proc/{pid}/fd").iterdir())


def renewed(server: Running, before: list[int]) -> bool:
    """Return whether there are two workers, as the settings have it, and both are others than before a reload."""
    now = children(server.process.pid)
    return len(now) == 2 and not set(now) & set(before)
