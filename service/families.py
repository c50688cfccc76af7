"""Which codes belong together, and what tells them apart? Families, and each as a table of its separating facts."""

from difflib import get_close_matches
from typing import Any

from schemas.facts import FACTS, separating, varying
from service.catalogue import Catalogue
from service.completion import plain
from service.errors import UnknownFamily


def every(catalogue: Catalogue) -> dict[str, Any]:
    """Return every family with its codes, as JSON values, in the order of their names."""
    return {"items": [_told(catalogue, family) for family in sorted(catalogue.words("family"))]}


def table(catalogue: Catalogue, family: str) -> dict[str, Any]:
    """Return a family with one row a code, as JSON values; the columns are the facts that its codes do not share.

    Raises:
        UnknownFamily: no record belongs to it.
    """
    known = catalogue.words("family")
    if family not in known:
        raise UnknownFamily(family, get_close_matches(family[:80], known, n=5))
    told = _told(catalogue, family)
    records = [catalogue[code].record for code in told["codes"]]
    columns = varying(records)
    rows = [
        {
            "code": record.code,
            "title": record.title,
            "status": record.status,
            "facts": {name: FACTS[name].show(record) for name in columns},
        }
        for record in records
    ]
    return {**told, "separating": list(separating(records)), "items": rows}


def _told(catalogue: Catalogue, family: str) -> dict[str, Any]:
    entry = (catalogue.families or {}).get(family)
    about = {"id": family, "title": None, "in_common": None, "question": None} if entry is None else plain(entry)
    members, _ = catalogue.page(catalogue.select({"family": [family]}), "", len(catalogue))
    return {**about, "codes": [member.record.code for member in members]}
