"""What does a caller get of a record? The written record, completed by what follows from it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from schemas.procedure import Procedure
from schemas.written import RETIRED_ONLY
from service.relations import Edge


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
    return {name: getattr(value, name) for name in _names(value.__class__)}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
