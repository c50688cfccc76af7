"""How much do the facts of a case weigh for a record? What fits adds, what contradicts takes, what is unsaid little."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.facts import FACTS, NO, NONE, YES, settled
from schemas.lexicon import FAMILY
from schemas.procedure import Procedure
from service.casefacts import CONTRADICTS, FITS, NEEDS, ONE_OF, Case, Known, Profile, agreement

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

SHARED = {"pathology": 0.5, "region": 0.2}
"""How much a fact fits less where the case names values that the record has not, beside those that it has."""

WIDER = 0.15
"""How much a region fits less where the code covers others besides."""

ANY_OF_SEVERAL = 0.8
"""How well a bone step fits a code that names it as one of several."""


class Weighing:
    """What a set of records wants of every fact, ready to be weighed against cases.

    Many records want the same of a fact. A case is weighed once for each such group, and all records at once are sums
    over arrays: so their objects are not looked at, which would copy the memory that processes share.
    """

    def __init__(self, records: Collection[Procedure]) -> None:
        wanted = {**settled(records), FAMILY: [frozenset((record.family,)) for record in records]}
        one_of = [record.laminectomy.role == ONE_OF for record in records]
        groups: dict[str, dict[tuple[frozenset[str], bool], Procedure]] = {}
        self._group_of: dict[str, NDArray[np.unsignedinteger[Any]]] = {}
        for fact in WEIGHTS:
            keys = list(zip(wanted[fact], one_of, strict=True))
            groups[fact] = dict(zip(keys, records, strict=True))
            numbers = {key: number for number, key in enumerate(groups[fact])}
            self._group_of[fact] = _compact([numbers[key] for key in keys])
        # Made anew one after another, they lie side by side: to weigh a case makes few pages a process's own.
        self._groups = {
            fact: [Profile(record, {fact: frozenset(list(want))}, choice) for (want, choice), record in each.items()]
            for fact, each in groups.items()
        }

    def weights(self, case: Case) -> NDArray[np.float64]:
        """Return the weight of all facts of a case for every record, in the order of the records."""
        weights = np.zeros(len(self._group_of[FAMILY]))
        for fact, groups in self._groups.items():
            if groups:
                weights += np.array([weight_of(fact, case, record) for record in groups])[self._group_of[fact]]
        return weights


def weigh(case: Case, record: Profile) -> float:
    """Return the weight of all facts of a case for one record."""
    weight = 0.0
    for fact in WEIGHTS:
        weight += weight_of(fact, case, record)
    return weight


def weight_of(fact: str, case: Case, record: Profile) -> float:
    """Return the weight of one fact, by what a record wants of it and by whether its bone steps are a choice."""
    fits, contradicts, unsaid = WEIGHTS[fact]
    verdict = agreement(case, record, fact)
    if verdict == FITS:
        return fits * degree(case[fact], record, fact)
    if verdict == CONTRADICTS:
        return -contradicts
    return -unsaid if verdict == NEEDS and _required(record.wanted[fact]) else 0.0


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


def _compact(numbers: Sequence[int]) -> NDArray[np.unsignedinteger[Any]]:
    """Return numbers as an array with as few bytes for each as the greatest needs."""
    return np.array(numbers, dtype=np.min_scalar_type(max(numbers, default=0)))
