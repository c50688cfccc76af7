"""What is made of records before anybody asks, and without their answers? What finds them by words and by cases."""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.lexicon import Lexicon
from schemas.procedure import Procedure
from service.candidates import Suggester
from service.fulltext import Index, index_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """What finds records of a set; it can be sent from one process to another."""

    index: Index
    suggester: Suggester


def prepare(records: Sequence[Procedure], lexicon: Lexicon) -> Prepared:
    """Return what finds these records, which are in the order of their codes, and reads notes with a lexicon."""
    made: list[Suggester] = []
    indexed = index_of(records, lambda: made.append(Suggester(records, lexicon)))
    return Prepared(indexed, made[0])
