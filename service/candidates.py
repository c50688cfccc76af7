"""Which codes could a case be? Best first, each with what speaks for it, against it, and what is still unknown."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.facts import FACTS
from schemas.lexicon import Lexicon
from schemas.procedure import Procedure
from service.asking import MOST_LEADERS, ask
from service.casefacts import CONTRADICTS, FITS, NEEDS, Case, Profile, agreement, given, known, profile
from service.counts import counted
from service.heap import side_by_side
from service.likeness import Likeness
from service.notes import Note, Reader
from service.weighing import Weighing

WORDS = 4.0
"""What the words that a note shares with a record weigh, from none shared to all of them."""

NAMED = 0.6
"""What each word of a synonym weighs by which a note names the procedure."""

LONGEST_NAME = 4
"""Words of a synonym that count, at most."""

CODE_LENGTH = 5
"""Characters of a code; a word of a note that is as long may be one."""

ALREADY = 2.0
"""What it weighs that a note names a code, or the primary code of an add-on, as already reported."""

DIGITS = 6
"""Digits of a weight behind the point; codes of which no more is told apart stand in their order."""

MIDDLE, SPREAD = 4.0, 2.0
"""The weight at which a score is one half, and how fast it nears 0 and 1 on either side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A code that a case could be, and the weight of all that speaks for and against it."""

    profile: Profile
    weight: float

    @property
    def score(self) -> float:
        """The weight as a number between 0 and 1."""
        return 1 / (1 + math.exp((MIDDLE - self.weight) / SPREAD))


class Suggester:
    """Knows a set of active records and reads notes with a lexicon.

    Args:
        records: the set; records that are not active are passed over.
        lexicon: what notes are read with.

    Attributes:
        find: what returns the record of a code. At first it looks among the records; it is lost, and has to be given
            anew, where all else is sent to another process.
    """

    def __init__(self, records: Sequence[Procedure], lexicon: Lexicon) -> None:
        active = sorted((record for record in records if record.status == "active"), key=lambda record: record.code)
        self._codes = side_by_side(record.code for record in active)
        self.find: Callable[[str], Procedure] = dict(zip(self._codes, active, strict=True)).__getitem__
        self._reader = Reader(lexicon)
        self._weighing = Weighing(active)
        self._likeness = Likeness(active)
        self._place = {code: place for place, code in enumerate(self._codes)}
        self._add_ons: dict[str, list[int]] = {}
        for place, record in enumerate(active):
            for code in record.reporting.primary_codes:
                self._add_ons.setdefault(code, []).append(place)

    def __getstate__(self) -> dict[str, Any]:
        return {name: held for name, held in vars(self).items() if name != "find"}

    def suggest(self, text: str, facts: Mapping[str, Sequence[str] | None], limit: int) -> dict[str, Any]:
        """Return ``{items, ask_next}`` as JSON values: the codes a case could be, and what to ask next.

        Args:
            text: a note, or nothing.
            facts: what is known outright, by fact; None for a fact that is known to be unknown. It overrides the note.
            limit: items at most.
        """
        note = self._reader.read(text)
        case = {**known([*note.findings, *counted(text, note)]), **given(facts)}
        ranked = self._ranked(note, case, max(limit, MOST_LEADERS))
        return {
            "items": [_told(candidate, case) for candidate in ranked[:limit]],
            "ask_next": ask([(candidate.profile, candidate.weight) for candidate in ranked], case),
        }

    def _ranked(self, note: Note, case: Case, most: int) -> list[Candidate]:
        """Return the `most` records that most speaks for, the weightiest first, ties in the order of the codes."""
        weights = self._weighing.weights(case) + WORDS * self._likeness.shares(note.current())
        weights += NAMED * np.minimum(self._likeness.named(note.today()), LONGEST_NAME)
        weights += self._beside({token.word.upper() for token in note.tokens if len(token.word) == CODE_LENGTH})
        return [
            Candidate(profile=profile(self.find(self._codes[place])), weight=weight)
            for place, weight in first(weights, most)
        ]

    def _beside(self, codes: Collection[str]) -> NDArray[np.float64]:
        """Return what it weighs that a note names codes as reported: their add-ons are looked for, not they."""
        weights = np.zeros(len(self._codes))
        for code in self._add_ons.keys() & codes:
            weights[self._add_ons[code]] = ALREADY
        weights[[self._place[code] for code in self._place.keys() & codes]] = -ALREADY
        return weights


def first(weights: NDArray[np.float64], most: int) -> list[tuple[int, float]]:
    """Return the places of the `most` greatest weights with these, as rounded, equals in order."""
    if most < len(weights):
        least = np.partition(weights, -most)[-most]
        places = np.flatnonzero(weights >= least - 10.0**-DIGITS)
    else:
        places = np.arange(len(weights))
    # Rounded as Python rounds, each weight once: an array would round some to another number.
    exact, number = np.unique(weights[places], return_inverse=True)
    rounded = np.array([round(weight, DIGITS) for weight in exact.tolist()])[number]
    order = np.argsort(-rounded, kind="stable")[:most]
    return list(zip(places[order].tolist(), rounded[order].tolist(), strict=True))


def _told(candidate: Candidate, case: Case) -> dict[str, Any]:
    """Return a candidate as JSON values, with the reasons for and against it."""
    record = candidate.profile.record
    verdicts = {fact: agreement(case, candidate.profile, fact) for fact in FACTS}
    undecided = {fact for fact, verdict in verdicts.items() if verdict == FITS and not case[fact].values}
    return {
        "code": record.code,
        "title": record.title,
        "score": round(candidate.score, 4),
        "for": [
            _reason(fact, case, record)
            for fact, verdict in verdicts.items()
            if verdict == FITS and fact not in undecided
        ],
        "against": [_reason(fact, case, record) for fact, verdict in verdicts.items() if verdict == CONTRADICTS],
        "unknown": [fact for fact, verdict in verdicts.items() if verdict == NEEDS or fact in undecided],
    }


def _reason(fact: str, case: Case, record: Procedure) -> dict[str, Any]:
    """Return what a case says of a fact, in which words, and what the code asks for."""
    told = case[fact]
    values = told.values | told.maybe
    return {
        "fact": fact,
        "case": sorted(values) or [f"not {value}" for value in sorted(told.denied)],
        "code": FACTS[fact].show(record),
        "words": list(told.words if values else told.denying),
    }
