"""Which levels of the spine does a text name, and in which regions do they lie?

Levels are read as surgeons write them: L4, L4-5, L4/5, L4-L5, L3-4-5, C7-T1, T12-1, L4 to S1.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_REGION_OF = {"C": "cervical", "T": "thoracic", "L": "lumbar", "S": "sacral"}
_LAST_OF = {"C": 7, "T": 12, "L": 5, "S": 5}

VERTEBRAE = tuple(f"{letter}{number}" for letter, last in _LAST_OF.items() for number in range(1, last + 1))
"""Every vertebra from the head down, C1 to S5."""

_PLACE = {vertebra: place for place, vertebra in enumerate(VERTEBRAE)}
# C8 is a root, which leaves below C7; L6 is a vertebra that a few people have between L5 and the sacrum.
_PLACE |= {"C8": _PLACE["C7"], "L6": _PLACE["L5"]}

# A blank or a hyphen may follow a capital only: in "the patient's 2 levels", the s names no sacrum.
_VERTEBRA = r"(?:(?:[CLS]|Th?)|(?-i:[CLST]|Th)[ -])[0-9]{1,2}"
# Bounded on purpose: no repetition stands inside another, so no text makes it look back without end.
_RANGE = rf"(?:[ ]?[-/\u2010-\u2014][ ]?|[ ](?:to|through|thru)[ ])(?:{_VERTEBRA}|[0-9]{{1,2}})(?![0-9A-Za-z]|\.[0-9])"
_LEVEL = re.compile(rf"(?<![0-9A-Za-z.'\u2019]){_VERTEBRA}(?![0-9A-Za-z]|\.[0-9])(?:{_RANGE}){{0,4}}", re.IGNORECASE)
_STEP = re.compile(r"([CLST]?)h?[ -]?([0-9]{1,2})", re.IGNORECASE)

# T1 and T2 are also what an MRI is weighted by.
_WEIGHTED = re.compile(r"[ -]?(?:weight|signal|hyper|hypo|iso|bright|dark|sequence|imag|flair|fs|stir)", re.IGNORECASE)


class Level(NamedTuple):
    """A vertebra or a run of them that a text names, where it stands in it, and its regions, from the head down.

    A space is counted with the region of its upper vertebra.
    """

    start: int
    end: int
    vertebrae: tuple[str, ...]
    regions: tuple[str, ...]


def regions_of(text: str) -> tuple[str, ...]:
    """Return the regions of every level that `text` names, from the head down; none where it names no level."""
    found = {region for level in levels_in(text) for region in level.regions}
    return tuple(region for region in _REGION_OF.values() if region in found)


def levels_in(text: str) -> Iterator[Level]:
    """Yield every level that `text` names, in order; what only looks like one, such as L9 or a T2 signal, is none."""
    read: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for match in _LEVEL.finditer(text):
        named = match[0]
        if named not in read:
            read[named] = _read(named)
        vertebrae, regions = read[named]
        weighted = named.upper() in ("T1", "T2") and _WEIGHTED.match(text, match.end())
        if vertebrae and not weighted:
            yield Level(match.start(), match.end(), vertebrae, regions)


def _read(named: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the vertebrae of one run, and their regions; none if there is no such vertebra."""
    places = _places(named)
    vertebrae = VERTEBRAE[min(places) : max(places) + 1] if places else ()
    return vertebrae, tuple(dict.fromkeys(_REGION_OF[vertebra[0]] for vertebra in vertebrae))


def _places(named: str) -> list[int]:
    """Return the places on the spine of the vertebrae in one run, or none if there is no such vertebra."""
    letter, places = "", [-1]
    for given, digits in _STEP.findall(named):
        number, before = int(digits), places[-1]
        letter = given.upper() or letter
        vertebra = f"{letter}{number}"
        # Below the last vertebra of a region comes the first of the next: T12-1 ends at L1.
        if not given and number == 1 and before + 1 < len(VERTEBRAE) and VERTEBRAE[before + 1].endswith("1"):
            vertebra = VERTEBRAE[before + 1]
            letter = vertebra[0]
        if vertebra not in _PLACE:
            return []
        places.append(_PLACE[vertebra])
    return places[1:]
