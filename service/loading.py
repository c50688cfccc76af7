"""What is in a folder of fixtures? Its files become records, or every fault in them is named.

One examination serves two callers: the server refuses to start on the very faults that ``codebook lint`` prints.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from schemas.lexicon import Lexicon, LexiconSchema
from schemas.messages import Pointer, leaves
from schemas.procedure import Procedure
from schemas.registers import Family, FamilySchema, Source, SourceSchema
from schemas.strict import Strict
from schemas.written import ProcedureSchema
from service.agreement import disagreements
from service.beside import beside
from service.errors import BadFixtures, Fault
from service.garbage import paused
from service.reading import Document, document, documents_of_records

SHARE = 0.55
"""The share of many documents that is read by the process itself; what another has read takes a while to arrive."""

_PROCEDURE, _SOURCE, _FAMILY, _LEXICON = ProcedureSchema(), SourceSchema(), FamilySchema(), LexiconSchema()


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What a folder holds: records by code in order, sources and families by id, and every fault in order.

    `lexicon` is what notes are read with; without a ``lexicon.json`` it is empty, and a note says nothing but levels.
    `documents` holds where each code was read, without its value, for faults that are found later.

    `families` is None where the folder has no ``families.json`` and so leaves the names of families open.
    """

    records: Mapping[str, Procedure]
    sources: Mapping[str, Source]
    families: Mapping[str, Family] | None
    faults: tuple[Fault, ...]
    lexicon: Lexicon = field(default_factory=Lexicon)
    documents: Mapping[str, Document] = field(default_factory=dict)


@dataclass(slots=True)
class _Findings:
    """What has been found so far: codes with the document that holds them, records, faults."""

    documents: dict[str, Document] = field(default_factory=dict)
    records: dict[str, Procedure] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@paused()
def examine(folder: Path) -> Examination:
    """Read every file of `folder` and return what it holds; nothing is raised for what is wrong in it.

    The folder holds ``codes/*.json`` (a record each, named by its code), ``codes/*.jsonl`` (a record a line), where
    records refer to them ``sources.json`` and ``families.json`` (an array each), and ``lexicon.json``.
    """
    found = _Findings()
    sources = dict(_register(folder, "sources.json", _SOURCE, found))
    register = folder / "families.json"
    has_families = register.exists() or register.is_symlink()
    families = dict(_register(folder, "families.json", _FAMILY, found)) if has_families else None
    _take_all(list(documents_of_records(folder)), found)
    lexicon = _lexicon(folder, found)
    for code, pointer, reason in disagreements(found.records, found.documents, sources, families):
        found.faults.append(found.documents[code].fault(pointer, reason))
    return Examination(
        records=dict(sorted(found.records.items())),
        sources=sources,
        families=families,
        lexicon=lexicon,
        faults=tuple(sorted(set(found.faults))),
        documents=found.documents,
    )


def load(folder: Path) -> Examination:
    """Return what `folder` holds.

    Raises:
        BadFixtures: it has faults; the exception carries all of them.
    """
    examination = examine(folder)
    if examination.faults:
        raise BadFixtures(examination.faults)
    return examination


def _take_all(entries: Sequence[Document | Fault], found: _Findings) -> None:
    """Add what was found to the findings; of many, the last are read beside the others, and here if any is wrong."""
    here = math.ceil(SHARE * len(entries))
    rest = entries[here:]
    others = beside(partial(_records, rest), len(entries))
    _take_each(entries[:here], found)
    records = others()
    if records is None or any(record.code in found.documents for record in records):
        _take_each(rest, found)
        return
    for entry, record in zip(rest, records, strict=True):
        found.documents[record.code], found.records[record.code] = entry, record  # type: ignore[assignment]  # no fault


def _records(entries: Sequence[Document | Fault]) -> list[Procedure] | None:
    """Return the records of documents, one each, or None if there is anything wrong in any."""
    found = _Findings()
    _take_each(entries, found)
    return None if found.faults else list(found.records.values())


def _take_each(entries: Iterable[Document | Fault], found: _Findings) -> None:
    """Add what was found to the findings, one after the other."""
    for unread in entries:
        entry = unread if isinstance(unread, Fault) else unread.read()
        if isinstance(entry, Fault):
            found.faults.append(entry)
        else:
            _take(entry, found)


def _take(entry: Document, found: _Findings) -> None:
    """Add one document to the findings: its code, its faults, and its record if it has none."""
    code = entry.value.get("code") if isinstance(entry.value, dict) else None
    if isinstance(code, str):
        if code in found.documents:
            elsewhere = found.documents[code]
            found.faults.append(entry.fault(("code",), f"{code} already has a record: {elsewhere.file}"))
            _validated(entry, (), entry.value, _PROCEDURE, found)
            return
        found.documents[code] = entry._replace(value=None)  # the values of all would take more than the records
        if entry.file.endswith(".json") and Path(entry.file).stem != code:
            found.faults.append(entry.fault(("code",), f"{code} stands in a file that is not named {code}.json"))
    record = _validated(entry, (), entry.value, _PROCEDURE, found)
    if record is not None:
        found.records[record.code] = record


def _register(folder: Path, name: str, schema: Strict, found: _Findings) -> Iterator[tuple[str, Any]]:
    """Yield the entries of a register by id; a register that is not there has none."""
    path = folder / name
    if not path.exists() and not path.is_symlink():
        return
    entry = document(path, folder)
    if isinstance(entry, Fault):
        found.faults.append(entry)
        return
    if not isinstance(entry.value, list):
        found.faults.append(entry.fault((), "must be an array"))
        return
    ids: set[str] = set()
    for place, value in enumerate(entry.value):
        item = _validated(entry, (place,), value, schema, found)
        if item is not None and item.id in ids:
            found.faults.append(entry.fault((place, "id"), f"{item.id} stands in the register twice"))
        elif item is not None:
            ids.add(item.id)
            yield item.id, item


def _lexicon(folder: Path, found: _Findings) -> Lexicon:
    """Return the lexicon of a folder, an empty one if it has none or if that has faults."""
    path = folder / "lexicon.json"
    if not path.exists() and not path.is_symlink():
        return Lexicon()
    entry = document(path, folder)
    if isinstance(entry, Fault):
        found.faults.append(entry)
        return Lexicon()
    lexicon: Lexicon | None = _validated(entry, (), entry.value, _LEXICON, found)
    if lexicon is None:
        return Lexicon()
    known = {record.family for record in found.records.values()}
    for pointer, family in lexicon.families():
        if family not in known:
            found.faults.append(entry.fault(pointer, f"no record belongs to {family}"))
    return lexicon


def _validated(entry: Document, pointer: Pointer, value: Any, schema: Strict, found: _Findings) -> Any:
    """Return the object that `value` stands for, or None with its faults among the findings."""
    try:
        return schema.load(value)
    except ValidationError as error:
        found.faults.extend(entry.fault(pointer + place, reason) for place, reason in leaves(error.messages))
        return None
