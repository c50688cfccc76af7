"""Whose words are these? Long runs of words that a record shares with a text that is not the team's.

The official descriptors belong to their owner and are no part of the project. Whoever is licensed to hold them can
lay a list of them beside the records and have every record named that comes too close to one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from schemas.messages import Pointer
from schemas.procedure import Procedure
from service.errors import Fault
from service.loading import Examination

RUN = 6
"""Words in a row that are a match; a descriptor of fewer words matches as a whole, from SHORTEST words on."""

SHORTEST = 4
"""Words that a descriptor must have to be compared at all: shorter ones are mere names of an operation."""

_WORD = re.compile(r"[a-z0-9]+")
_LINE = re.compile(r"\W*([0-9]{4}[0-9A-Z])\W+(.+)")


@dataclass(frozen=True, slots=True)
class Match:
    """A run of words that a text shares with a descriptor: how many in a row, and of which code."""

    words: int
    code: str


class Descriptors:
    """A list of descriptors that texts can be held against; it keeps no more of them than it needs for that."""

    def __init__(self, descriptors: Mapping[str, str]) -> None:
        self._runs: dict[tuple[str, ...], str] = {}
        for code, text in descriptors.items():
            words = _words(text)
            size = min(RUN, len(words))
            if size >= SHORTEST:
                for run in _runs(words, size):
                    self._runs.setdefault(run, code)

    def longest(self, text: str) -> Match | None:
        """Return the longest run that `text` shares with one descriptor, or None if none is long enough."""
        words, best = _words(text), None
        for size in range(SHORTEST, RUN + 1):
            length, previous = 0, ""
            for run in _runs(words, size):
                code = self._runs.get(run, "")
                length = (length + 1 if code == previous else size) if code else 0
                previous = code
                if length and (best is None or length > best.words):
                    best = Match(length, code)
        return best


def read_descriptors(folder: Path) -> Descriptors:
    """Return the descriptors in the text files of `folder`: a code and its descriptor a line, however separated.

    Raises:
        ValueError: the folder holds no such line.
    """
    found: dict[str, str] = {}
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if match := _LINE.match(line):
                code, text = match.groups()
                found[code] = f"{found[code]} {text}" if code in found else text
    if not found:
        raise ValueError(f"{folder} holds no line with a code and its descriptor")
    return Descriptors(found)


def borrowed(examination: Examination, descriptors: Descriptors) -> tuple[Fault, ...]:
    """Return, as a fault, every text of a record that shares a long run of words with a descriptor."""
    found = []
    for code, record in examination.records.items():
        for pointer, text in texts(record):
            if match := descriptors.longest(text):
                reason = f"shares {match.words} words in a row with the official descriptor of {match.code}"
                found.append(examination.documents[code].fault(pointer, reason))
    return tuple(sorted(found))


def texts(record: Procedure) -> Iterator[tuple[Pointer, str]]:
    """Yield every text of a record that the team has written, with its place."""
    yield ("title",), record.title
    yield ("summary",), record.summary
    for field in ("indications", "synonyms"):
        yield from (((field, place), text) for place, text in enumerate(getattr(record, field)))
    yield from ((("approach", "steps", place), step) for place, step in enumerate(record.approach.steps))
    for place, relation in enumerate(record.related_codes):
        yield ("related_codes", place, "reason"), relation.reason


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _runs(words: list[str], size: int) -> Iterator[tuple[str, ...]]:
    return (tuple(words[start : start + size]) for start in range(len(words) - size + 1))
