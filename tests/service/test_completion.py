"""Does a caller get the written record, and exactly what follows from it?"""

import datetime
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from schemas.registers import Source
from schemas.written import ProcedureSchema
from service.catalogue import Catalogue
from service.completion import complete, plain, reread
from service.loading import Examination
from service.relations import Edge, edges
from tests.examples import Record, record_sets, records, smallest_record

SCHEMA = ProcedureSchema()


@pytest.mark.parametrize(
    ("role", "steps", "involved"),
    [
        ("required", ["laminectomy"], True),
        ("excluded", [], False),
        ("not-involved", [], False),
        ("one-of", ["laminectomy", "laminotomy"], None),
        ("not-specified", [], None),
    ],
)
def test_involvement_follows_from_the_role(role: str, steps: list[str], involved: bool | None) -> None:
    """A lamina is removed, is not, or the code leaves it open; unknown is never told as no."""
    record = SCHEMA.load(smallest_record(laminectomy={"role": role}, bone_removal=steps))
    assert complete(record, ())["laminectomy"] == {"role": role, "involved": involved}


def test_edges_take_the_place_of_what_was_written() -> None:
    """The related codes of an answer are the edges given, from both ends, and say what separates."""
    one = Edge(code="10002", relationship="replaces", reason="Why.", outside=False, differs_in=("graft", "unit"))
    served = complete(SCHEMA.load(smallest_record()), (one,))
    assert served["related_codes"] == [
        {
            "code": "10002",
            "relationship": "replaces",
            "reason": "Why.",
            "outside": False,
            "differs_in": ["graft", "unit"],
        }
    ]


def test_an_active_code_shows_no_end() -> None:
    """Only a retired code tells its last day, null where it is not known, and what replaced it, even if none did."""
    active = complete(SCHEMA.load(smallest_record()), ())
    assert not {"retired_on", "replaced_by"} & set(active)
    retired = complete(SCHEMA.load(smallest_record(status="retired", replaced_by=[], retired_on="2020-12-31")), ())
    assert (retired["retired_on"], retired["replaced_by"]) == ("2020-12-31", [])


def test_an_excuse_is_shown_where_there_is_one() -> None:
    """An add-on that names no primaries says why; no other record mentions it."""
    add_on = {"unit": "procedure", "add_on": True, "no_primaries_because": "None is in the set."}
    assert complete(SCHEMA.load(smallest_record(reporting=add_on)), ())["reporting"]["no_primaries_because"]
    assert "no_primaries_because" not in complete(SCHEMA.load(smallest_record()), ())["reporting"]


def without_derived(served: Record) -> Record:
    """Return a served record without what was derived, and without its edges."""
    laminectomy = {"role": served["laminectomy"]["role"]}
    return {**{name: value for name, value in served.items() if name != "related_codes"}, "laminectomy": laminectomy}


@given(record=records())
def test_the_rest_is_what_the_schema_dumps(record: Record) -> None:
    """Apart from what is derived, an answer is the record as the schema writes it, in the same order of fields."""
    read = SCHEMA.load(record)
    served, dumped = complete(read, ()), SCHEMA.dump(read)
    del dumped["related_codes"]
    assert json.dumps(without_derived(served)) == json.dumps(dumped)


@given(record_sets())
def test_completing_leaves_the_record_as_it_was(drawn: list[Record]) -> None:
    """The same record is completed to the same answer every time, and `$schema` is never served."""
    known = {record["code"]: SCHEMA.load(record) for record in drawn}
    held = dict(edges(known))
    for code, record in known.items():
        served = complete(record, held[code])
        assert "$schema" not in served
        served["laminectomy"]["involved"] = "spoilt"
        served["related_codes"].clear()
        assert len(complete(record, held[code])["related_codes"]) == len(held[code])
        assert complete(record, held[code])["laminectomy"]["involved"] == record.laminectomy.involved


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, None),
        ("a", "a"),
        (0, 0),
        (False, False),
        ((1, ("a",)), [1, ["a"]]),
        (datetime.date(2026, 1, 2), "2026-01-02"),
        (
            Source(id="a", title="b", publisher="c", release=None, date=datetime.date(2026, 1, 2), licence="d"),
            {"id": "a", "title": "b", "publisher": "c", "release": None, "date": "2026-01-02", "licence": "d"},
        ),
    ],
)
def test_a_frozen_object_is_told_in_json_values(value: Any, told: Any) -> None:
    """Tuples become arrays, days their ISO form, objects their fields in order; the rest is as it is."""
    assert plain(value) == told
    assert json.dumps(plain(value)) == json.dumps(told)


@given(drawn=record_sets())
def test_a_record_can_be_read_off_its_answer(catalogue_of: Callable[..., Catalogue], drawn: list[Record]) -> None:
    """What is read off an answer is the record that it was made of, but for its edges."""
    for entry in catalogue_of(*drawn).values():
        assert reread(entry) == replace(entry.record, related_codes=())


def test_every_shipped_record_can_be_read_off_its_answer(shipped_examination: Examination) -> None:
    """The same for what is shipped."""
    for entry in Catalogue(shipped_examination).values():
        assert reread(entry) == replace(entry.record, related_codes=())
