"""Which codes belong together, and what tells them apart? Families, and each as a table of its separating facts."""

from difflib import get_close_matches
from typing import Any

from schemas.facts import FACTS, separating, varying
from service.catalogue import Catalogue, dumps
from service.completion import plain, reread
from service.errors import UnknownFamily


def every_body(catalogue: Catalogue) -> bytes:
    """Return every family as JSON; it is made when it is first asked for, and kept."""
    return catalogue.once("families", lambda: dumps(every(catalogue)))


def table_body(catalogue: Catalogue, family: str) -> bytes:
    """Return the table of a family as JSON; it is made when it is first asked for, and kept.

    Raises:
        UnknownFamily: no record belongs to it.
    """
    return catalogue.once(f"families/{family}", lambda: dumps(table(catalogue, family)))


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
    records = [reread(catalogue[code]) for code in told["codes"]]
    read = [tuple([fact.read(record) for fact in FACTS.values()]) for record in records]
    # Of the records of which the same is read one is enough; a large family has many of them.
    distinct = dict(zip(read, records, strict=True))
    columns = varying(list(distinct.values()))
    facts = {values: {name: FACTS[name].show(record) for name in columns} for values, record in distinct.items()}
    rows = [
        {"code": record.code, "title": record.title, "status": record.status, "facts": facts[values]}
        for record, values in zip(records, read, strict=True)
    ]
    return {**told, "separating": list(separating(list(distinct.values()))), "items": rows}


def _told(catalogue: Catalogue, family: str) -> dict[str, Any]:
    entry = (catalogue.families or {}).get(family)
    about = {"id": family, "title": None, "in_common": None, "question": None} if entry is None else plain(entry)
    return {**about, "codes": catalogue.codes(catalogue.select({"family": [family]}))}
