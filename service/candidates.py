"""Which codes could a case be? Best first, each with what speaks for it, against it, and what is still unknown."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.facts import FACTS, NO, NONE, YES
from schemas.lexicon import FAMILY, Lexicon
from schemas.procedure import Procedure
from service.asking import ask
from service.casefacts import CONTRADICTS, FITS, NEEDS, Case, Known, Profile, agreement, given, known, profile
from service.counts import counted
from service.likeness import Likeness
from service.notes import Note, Reader

WEIGHTS: dict[str, tuple[float, float, float]] = {
    # fact: what it adds where it fits, what it takes where it contradicts, and where the code needs it unsaid
    "laminectomy": (1.2, 2.0, 0.1),
    "access": (0.6, 1.0, 0.0),
    "route": (1.5, 1.2, 0.2),
    "bone_removal": (1.0, 1.0, 0.1),
    "region": (1.2, 4.0, 0.0),
    "compartment": (1.2, 1.2, 0.1),
    "pathology": (1.5, 0.8, 0.1),
    "reoperation": (1.5, 2.5, 1.0),
    "imaging_guidance": (1.5, 2.5, 0.3),
    "graft": (1.2, 1.5, 0.8),
    "device": (2.0, 1.5, 0.2),
    "root_operation": (1.2, 1.0, 0.1),
    "unit": (0.7, 2.0, 0.1),
    "add_on": (2.5, 3.0, 2.5),
    "laterality": (0.1, 0.1, 0.0),
    FAMILY: (2.6, 0.8, 0.3),
}
"""What each fact weighs. Set by hand and by trial on cases with known answers."""

WORDS = 4.0
"""What the words that a note shares with a record weigh, from none shared to all of them."""

NAMED = 0.6
"""What each word of a synonym weighs by which a note names the procedure."""

LONGEST_NAME = 4
"""Words of a synonym that count, at most."""

SHARED = {"pathology": 0.5, "region": 0.2}
"""How much a fact fits less where the case names values that the record has not, beside those that it has."""

WIDER = 0.15
"""How much a region fits less where the code covers others besides."""

CODE_LENGTH = 5
"""Characters of a code; a word of a note that is as long may be one."""

ANY_OF_SEVERAL = 0.8
"""How well a bone step fits a code that names it as one of several."""

ALREADY = 2.0
"""What it weighs that a note names a code, or the primary code of an add-on, as already reported."""

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
    """Knows a set of active records and reads notes with a lexicon."""

    def __init__(self, records: Sequence[Procedure], lexicon: Lexicon) -> None:
        active = [record for record in records if record.status == "active"]
        self._profiles = tuple(profile(record) for record in active)
        self._reader = Reader(lexicon)
        self._likeness = Likeness(active)

    def suggest(self, text: str, facts: Mapping[str, Sequence[str] | None], limit: int) -> dict[str, Any]:
        """Return ``{items, ask_next}`` as JSON values: the codes a case could be, and what to ask next.

        Args:
            text: a note, or nothing.
            facts: what is known outright, by fact; None for a fact that is known to be unknown. It overrides the note.
            limit: items at most.
        """
        note = self._reader.read(text)
        case = {**known([*note.findings, *counted(text, note)]), **given(facts)}
        ranked = self._ranked(note, case)
        return {
            "items": [_told(candidate, case) for candidate in ranked[:limit]],
            "ask_next": ask([(candidate.profile, candidate.weight) for candidate in ranked], case),
        }

    def _ranked(self, note: Note, case: Case) -> list[Candidate]:
        """Return every record that anything speaks for, the weightiest first, ties in the order of the codes."""
        shares = self._likeness.shares(note.current())
        named = self._likeness.named(note.today())
        found = []
        codes = {token.word.upper() for token in note.tokens if len(token.word) == CODE_LENGTH}
        for place, record in enumerate(self._profiles):
            weight = weigh(case, record) + WORDS * shares[place] + NAMED * min(named.get(place, 0), LONGEST_NAME)
            weight += _beside(codes, record.record)
            found.append(Candidate(profile=record, weight=round(weight, 6)))
        return sorted(found, key=lambda candidate: (-candidate.weight, candidate.profile.record.code))


def _beside(codes: Collection[str], record: Procedure) -> float:
    """Return what it weighs that a note names codes as already reported: their add-ons are looked for, not they."""
    if record.code in codes:
        return -ALREADY
    return ALREADY if any(code in codes for code in record.reporting.primary_codes) else 0.0


def weigh(case: Case, record: Profile) -> float:
    """Return the weight of all facts of a case for a record."""
    weight = 0.0
    for fact, (fits, contradicts, unsaid) in WEIGHTS.items():
        verdict = agreement(case, record, fact)
        if verdict == FITS:
            weight += fits * degree(case[fact], record, fact)
        elif verdict == CONTRADICTS:
            weight -= contradicts
        elif verdict == NEEDS and _required(record.wanted[fact]):
            weight -= unsaid
    return weight


def degree(told: Known, record: Profile, fact: str) -> float:
    """Return how well a fact fits, 0 to 1: less where the case names more or less than the record."""
    wanted = record.wanted[fact]
    if record.one_of and fact in ("laminectomy", "bone_removal"):
        return ANY_OF_SEVERAL
    if fact in FACTS and FACTS[fact].together:
        if told.values <= wanted <= told.values | told.maybe:
            return 1.0
        share = len(told.values & wanted) / len(told.values | wanted)
        return (1 + share) / 2 if fact == "root_operation" else share
    told_too_much = len(told.values - wanted) / max(len(told.values), 1)
    wants_more = len(wanted - told.values) / len(wanted) if fact == "region" else 0.0
    return 1.0 - SHARED.get(fact, 0.0) * told_too_much - WIDER * wants_more


def _required(wanted: frozenset[str]) -> bool:
    """Return whether a note would have to say a fact: not where the code stands for the usual, unsaid no."""
    return YES in wanted or not wanted & {NO, NONE}


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
