"""What does a caller get of a record? The written record, completed by what follows from it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import repeat
from typing import Any

import orjson

from schemas.procedure import Anatomy, Approach, Citation, Laminectomy, Procedure, Reporting, Review
from schemas.written import RETIRED_ONLY
from service.relations import Edge
from service.shelf import Entry


def complete(record: Procedure, edges: Sequence[Edge]) -> dict[str, Any]:
    """Return the served record as JSON values: the written one with `involved` and every edge filled in."""
    served: dict[str, Any] = plain(served_fields(record, edges))
    return served


def served_fields(record: Procedure, edges: Sequence[Edge]) -> dict[str, Any]:
    """Return the fields of the served record in their order, frozen objects as they are."""
    served = _opened(record)
    served["laminectomy"] = {"role": record.laminectomy.role, "involved": record.laminectomy.involved}
    served["related_codes"] = tuple(edges)
    if record.reporting.no_primaries_because is None:
        served["reporting"] = _opened(record.reporting)
        del served["reporting"]["no_primaries_because"]
    for name in RETIRED_ONLY:
        if served[name] is None:
            del served[name]
    return served


def reread(entry: Entry) -> Procedure:
    """Return the record of an entry, read off its answer as new objects, but for its edges: it has none.

    What is read often and at random is read this way. The record itself lies scattered over pages that processes share,
    and each that touches it would end up with all of them to itself.
    """
    told = orjson.loads(entry.body)
    made = {
        **dict.fromkeys(RETIRED_ONLY),
        **_frozen(told),
        "laminectomy": Laminectomy(role=told["laminectomy"]["role"]),
        "approach": Approach(**_frozen(told["approach"])),
        "anatomy": Anatomy(**_frozen(told["anatomy"])),
        "reporting": Reporting(**{"no_primaries_because": None, **_frozen(told["reporting"])}),
        "related_codes": (),
        "sources": tuple([Citation(**_frozen(citation)) for citation in told["sources"]]),
        "review": Review(**{**told["review"], "reviewed_on": _day(told["review"]["reviewed_on"])}),
    }
    return Procedure(**{**made, "retired_on": _day(made["retired_on"])})


def _frozen(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}


def _day(told: str | None) -> datetime.date | None:
    return None if told is None else datetime.date.fromisoformat(told)


def plain(value: Any) -> Any:
    """Return a frozen object as JSON values, its fields in the order of their definition."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(_opened(value))
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _opened(value: Any) -> dict[str, Any]:
    """Return what a frozen object holds, by name in the order of its definition."""
    names = _names(value.__class__)
    return dict(zip(names, map(getattr, repeat(value), names), strict=True))


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
