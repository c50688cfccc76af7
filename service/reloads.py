"""What came of the attempts to take new data? A few numbers that the master writes and every worker reads."""

import mmap
from struct import Struct

_NUMBERS = Struct("=QQQ")


class Reloads:
    """How often new data was taken or refused, and how many faults the data refused last has.

    It lies in memory that workers forked later share, and only the process that made it may note anything.
    """

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, _NUMBERS.size)

    @property
    def taken(self) -> int:
        """Times that new data went live."""
        return self._read()[0]

    @property
    def refused(self) -> int:
        """Times that new data had faults, so that the old was kept."""
        return self._read()[1]

    @property
    def faults(self) -> int:
        """Faults of the newest data; 0 if it is what is served."""
        return self._read()[2]

    def take(self) -> None:
        """Note that new data is served."""
        self._write(self.taken + 1, self.refused, 0)

    def refuse(self, faults: int) -> None:
        """Note that new data was refused for its faults, at least one."""
        self._write(self.taken, self.refused + 1, max(1, faults))

    def _read(self) -> tuple[int, int, int]:
        taken, refused, faults = _NUMBERS.unpack_from(self._shared)
        return taken, refused, faults

    def _write(self, *numbers: int) -> None:
        _NUMBERS.pack_into(self._shared, 0, *numbers)
