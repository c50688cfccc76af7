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
    served: dict[str, Any] = plain(record)
    served["laminectomy"]["involved"] = record.laminectomy.involved
    served["related_codes"] = [plain(edge) for edge in edges]
    if record.reporting.no_primaries_because is None:
        del served["reporting"]["no_primaries_because"]
    for name in RETIRED_ONLY:
        if served[name] is None:
            del served[name]
    return served


def plain(value: Any) -> Any:
    """Return a frozen object as JSON values, its fields in the order of their definition."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
