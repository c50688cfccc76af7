"""What is the set as a whole, and which words does it use? Counts, coverage, sources, and the closed lists."""

from collections import Counter
from collections.abc import Callable, Sequence
from operator import not_
from typing import Any

from schemas.facts import settled
from schemas.procedure import Procedure
from schemas.vocabulary import COVERS, INVERSE, VOCABULARIES
from service import __version__
from service.catalogue import Catalogue
from service.completion import plain
from service.shelf import Entry

NOTICE = (
    "CPT is a registered trademark of the American Medical Association. The records are illustrations in the "
    "team's own words: they hold no official descriptor, are not for billing and are no billing advice, and no "
    "endorsement by the American Medical Association or by anyone else is implied."
)
"""What every answer about the set carries."""

SECTION = ("62263", "63746")
"""The first and the last code of the section that the shipped set covers whole: the spine and the spinal cord."""


def describe(catalogue: Catalogue) -> dict[str, Any]:
    """Return what the set holds, as JSON values: digest, counts, coverage, unknowns, sources and the notice."""
    entries = list(catalogue.values())
    active = [entry for entry in entries if entry.record.status == "active"]
    cited = Counter(citation.id for entry in entries for citation in entry.record.sources)
    return {
        "version": catalogue.version,
        "digest": catalogue.digest,
        "service_version": __version__,
        "counts": {
            "records": len(entries),
            "active": len(active),
            "retired": len(entries) - len(active),
            "families": len(catalogue.words("family")),
        },
        "section": _section(entries),
        "review_basis": dict(sorted(Counter(entry.record.review.basis for entry in active).items())),
        "coverage": _coverage(active),
        "unknowns": _unknowns(active),
        "sources": [{**plain(source), "records": cited[source.id]} for source in catalogue.sources.values()],
        "notice": NOTICE,
    }


def vocabularies() -> dict[str, Any]:
    """Return every closed list, as JSON values."""
    return {
        "items": [
            {"field": field, "values": [_value(field, value, meaning) for value, meaning in words.items()]}
            for field, words in VOCABULARIES.items()
        ]
    }


def _value(field: str, value: str, meaning: str) -> dict[str, Any]:
    told: dict[str, Any] = {"value": value, "meaning": meaning}
    if value in COVERS.get(field, {}):
        told["covers"] = list(COVERS[field][value])
    if field == "relationship":
        told["inverse"] = INVERSE[value]
    return told


def _section(entries: Sequence[Entry]) -> dict[str, Any]:
    """Return how many codes of the section there are; a retired code belongs where its successors do."""
    first, last = SECTION
    inside = [
        entry.record.status
        for entry in entries
        if any(first <= code <= last for code in (entry.record.code, *(entry.record.replaced_by or ())))
    ]
    return {"first": first, "last": last, "active": inside.count("active"), "retired": inside.count("retired")}


_NO_EDGES = b'"related_codes":[]'
"""How an answer without edges says so; to read the edges of all would take longer than the rest."""

_FILLED: dict[str, Callable[[Entry, Procedure], Any]] = {
    "title": lambda _, record: record.title,
    "summary": lambda _, record: record.summary,
    "laminectomy": lambda _, record: record.laminectomy.role,
    "root_operation": lambda _, record: record.root_operation,
    "approach": lambda _, record: record.approach.access and record.approach.route and record.approach.steps,
    "regions": lambda _, record: record.anatomy.regions,
    "pathology": lambda _, record: record.pathology,
    "unit": lambda _, record: record.reporting.unit,
    "indications": lambda _, record: record.indications,
    "related_codes": lambda entry, _: entry.shelf.field(entry.place, "related_codes") != _NO_EDGES,
    "synonyms": lambda _, record: record.synonyms,
    "diagnoses": lambda _, record: record.diagnoses,
    "icd10pcs": lambda _, record: record.icd10pcs,
    "sources": lambda _, record: record.sources,
}
"""What a record says in a field, empty where it says nothing; a word such as not-specified is an answer too."""


def _coverage(active: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return, field by field, how many active records are filled in; of none, no field is told."""
    records = [entry.record for entry in active]
    told = []
    for field, say in _FILLED.items() if active else ():
        filled = sum(map(bool, map(say, active, records)))
        told.append({"field": field, "filled": filled, "share": _share(filled, len(active))})
    return told


def _unknowns(active: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return, fact by fact, how many active records leave it open."""
    found = []
    for name, values in settled([entry.record for entry in active]).items():
        unknown = sum(map(not_, values))
        found.append({"fact": name, "open": unknown, "share": _share(unknown, len(active))})
    return found


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
