"""Which levels of the spine does a text name? ``L4-5``, ``C5/6``, ``T8 through T11``, ``L5-S1``, ``T10``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_REGIONS = {"C": ("cervical", 7), "T": ("thoracic", 12), "L": ("lumbar", 5), "S": ("sacral", 5)}
VERTEBRAE = tuple(f"{letter}{number}" for letter, (_, last) in _REGIONS.items() for number in range(1, last + 1))
"""Every vertebra from the top down, C1 to S5."""

_LEVEL = re.compile(
    r"(?<![A-Za-z0-9])([CTLScts])-?(\d{1,2})"
    r"(?:\s?(?:-|\u2013|/|to|through|thru)\s?([CTLScts])?-?(\d{1,2}))?(?![A-Za-z0-9])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level or a range of levels, and where in the text it stands: `vertebrae` holds all of it, from the top down."""

    start: int
    end: int
    vertebrae: tuple[str, ...]

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that its vertebrae belong to, from the top down."""
        return tuple(dict.fromkeys(_REGIONS[vertebra[0]][0] for vertebra in self.vertebrae))


def levels_in(text: str) -> Iterator[Level]:
    """Yield every level that `text` names, in order; a range that runs upward is turned."""
    for match in _LEVEL.finditer(text):
        letter, number, other, last = match.groups()
        first = f"{letter.upper()}{int(number)}"
        second = f"{(other or letter).upper()}{int(last)}" if last else first
        if first in VERTEBRAE and second in VERTEBRAE:
            ends = sorted((VERTEBRAE.index(first), VERTEBRAE.index(second)))
            yield Level(start=match.start(), end=match.end(), vertebrae=VERTEBRAE[ends[0] : ends[1] + 1])


def regions_of(text: str) -> tuple[str, ...]:
    """Return the regions of every level that `text` names, in the order of their naming."""
    return tuple(dict.fromkeys(region for level in levels_in(text) for region in level.regions))
