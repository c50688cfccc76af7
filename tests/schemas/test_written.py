"""Is the schema of a written record the only door, and does it close on everything else?"""

import datetime
import json
from copy import deepcopy
from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest
from hypothesis import given
from marshmallow import ValidationError

from schemas import procedure
from schemas.messages import leaves
from schemas.written import CITABLE, RETIRED_ONLY, ProcedureSchema
from tests.examples import Record, json_values, records, relation, smallest_record

SCHEMA = ProcedureSchema()

FULLEST = smallest_record(
    status="retired",
    retired_on="2020-12-31",
    replaced_by=["10002", "0275T"],
    laminectomy={"role": "one-of"},
    root_operation=["release"],
    bone_removal=["laminectomy", "facetectomy"],
    approach={"access": "open", "route": "posterior", "steps": ["One.", "Two.", "One."]},
    anatomy={"regions": ["lumbar", "sacral"], "compartment": "dura"},
    pathology=["stenosis"],
    reoperation="excluded",
    imaging_guidance="required",
    graft="one-of",
    device=None,
    indications=["When it is needed."],
    reporting={
        "unit": "additional-level",
        "add_on": True,
        "primary_codes": ["10003"],
        "laterality": "one-unit-either-way",
        "not_reported_with": ["10004"],
    },
    related_codes=[relation("10005", outside=True), relation("10006", "part-of", outside=False)],
    synonyms=["its other name"],
    diagnoses=["G96.02", "I10"],
    icd10pcs=["00QT0ZZ"],
    sources=[{"id": "a-source", "supports": ["reporting", "title"]}],
)

NEEDED = (
    *("code", "title", "summary", "family", "status", "laminectomy", "laminectomy.role", "bone_removal", "approach"),
    *("approach.access", "approach.route", "anatomy", "anatomy.regions", "anatomy.compartment", "pathology"),
    *("reporting", "reporting.unit", "reporting.add_on", "review", "review.basis", "review.reviewed_on"),
)

LENGTHS = [
    *[("title", 120), ("summary", 1200), ("approach.steps.0", 300), ("indications.0", 200), ("synonyms.0", 100)],
    ("related_codes.0.reason", 400),
]


def faults(record: Any) -> set[str]:
    """Return the ways, joined by dots, to all that is wrong with a record."""
    try:
        SCHEMA.load(record)
    except ValidationError as error:
        return {".".join(map(str, pointer)) for pointer, _ in leaves(error.messages)}
    return set()


def put(record: Record, way: str, value: Any) -> Record:
    """Return a copy of a record with `value` at the end of a way; no value given for Ellipsis."""
    changed = deepcopy(record)
    place: Any = changed
    *outer, last = [int(step) if step.isdigit() else step for step in way.split(".")]
    for step in outer:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return changed


def at(record: Record, way: str) -> Any:
    """Return the value at the end of a way."""
    place: Any = record
    for step in way.split("."):
        place = place[int(step)] if isinstance(place, list) else place[step]
    return place


def ways(value: Any, way: str = "") -> list[str]:
    """Return the way to every value inside another."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [way] if way else []
    for step, item in inner:
        found += ways(item, f"{way}.{step}" if way else str(step))
    return found


def test_the_smallest_and_the_fullest_record_are_valid() -> None:
    """A record may hold only what it must, or every field there is."""
    assert faults(smallest_record()) == faults(FULLEST) == set()
    assert set(FULLEST) == set(SCHEMA.fields)


@pytest.mark.parametrize("record", [smallest_record(), FULLEST], ids=["smallest", "fullest"])
def test_a_record_survives_being_written_and_read(record: Record) -> None:
    """What is dumped loads as the very same record, by way of JSON text too."""
    read = SCHEMA.load(record)
    assert SCHEMA.load(json.loads(json.dumps(SCHEMA.dump(read)))) == read


@given(record=records())
def test_any_record_survives_being_written_and_read(record: Record) -> None:
    """For every valid record, load after dump gives the record, and dump after load every value that was given."""
    read = SCHEMA.load(record)
    written = SCHEMA.dump(read)
    assert SCHEMA.load(written) == read
    for way in set(ways(record)) - {"$schema"} - {name for name in RETIRED_ONLY if record.get(name) is None}:
        given, kept = at(record, way), at(written, way)
        if isinstance(given, dict):
            assert set(given) <= set(kept)
        else:
            assert (len(kept), type(kept)) == (len(given), list) if isinstance(given, list) else kept == given


def test_what_is_left_out_is_unknown_and_never_no() -> None:
    """Optional facts that a file does not mention are not-specified, and lists are empty."""
    record = SCHEMA.load(smallest_record())
    facts = (record.reoperation, record.imaging_guidance, record.graft, record.device, record.reporting.laterality)
    assert set(facts) == {"not-specified"}
    assert record.root_operation == record.synonyms == record.related_codes == record.approach.steps == ()
    assert record.retired_on is record.replaced_by is record.reporting.no_primaries_because is None


def test_no_device_is_not_an_unknown_device() -> None:
    """A device of null says that there is none."""
    assert SCHEMA.load(smallest_record(device=None)).device is None


def test_a_record_cannot_be_changed() -> None:
    """What was read is frozen, down to its arrays."""
    record = SCHEMA.load(FULLEST)
    with pytest.raises(FrozenInstanceError):
        record.title = "Another"
    assert isinstance(hash(record), int)
    assert record.review.reviewed_on == datetime.date(2026, 1, 31)


def test_the_schema_names_the_editor_schema_and_forgets_it() -> None:
    """A file may name its JSON Schema, which is no part of the record."""
    assert SCHEMA.load(smallest_record(**{"$schema": "../x.json"})) == SCHEMA.load(smallest_record())
    assert faults(smallest_record(laminectomy={"role": "excluded", "$schema": "x"})) == {"laminectomy.$schema"}


@pytest.mark.parametrize(
    "way", ["", "laminectomy", "approach", "anatomy", "reporting", "review", "related_codes.0", "sources.0"]
)
def test_a_field_that_is_not_known_is_refused(way: str) -> None:
    """At every level, a field that does not exist is a fault and not passed over."""
    name = f"{way}.surprise".removeprefix(".")
    assert faults(put(FULLEST, name, 1)) == {name}


def test_what_follows_from_a_record_is_not_written_in_it() -> None:
    """Derived fields are refused in a file."""
    assert faults(put(FULLEST, "laminectomy.involved", None)) == {"laminectomy.involved"}
    assert faults(put(FULLEST, "related_codes.0.differs_in", [])) == {"related_codes.0.differs_in"}


@pytest.mark.parametrize("way", NEEDED)
def test_a_needed_field_that_is_missing_is_named(way: str) -> None:
    """Each needed field is missed where it should stand."""
    assert faults(put(smallest_record(), way, ...)) == {way}


@pytest.mark.parametrize("way", NEEDED)
def test_a_needed_field_is_not_null(way: str) -> None:
    """Null is not a value of a field that must be there."""
    assert faults(put(smallest_record(), way, None)) == {way}


@pytest.mark.parametrize("way", ways(FULLEST))
@pytest.mark.parametrize("value", [5, 0.5, "?", [[]], {"?": 1}], ids=repr)
def test_a_value_of_the_wrong_type_is_refused_where_it_stands(way: str, value: Any) -> None:
    """Nothing is converted: a value that its field does not take is a fault at that field or inside it."""
    found = faults(put(FULLEST, way, value))
    prose = way.rpartition(".")[0] in ("approach.steps", "indications", "synonyms") or way.endswith("reason")
    if value == "?" and (prose or way in ("title", "summary")):
        assert found == set()
    else:
        assert found
        assert all(name == way or name.startswith(f"{way}.") for name in found)


@pytest.mark.parametrize(("way", "longest"), LENGTHS)
def test_prose_has_a_greatest_length(way: str, longest: int) -> None:
    """Each prose field takes as many characters as it says, and not one more."""
    assert faults(put(FULLEST, way, "x" * longest)) == set()
    assert faults(put(FULLEST, way, "x" * (longest + 1))) == {way}


@pytest.mark.parametrize("value", [None, True, 5, "text", [], [smallest_record()]])
def test_a_record_is_an_object(value: Any) -> None:
    """Anything but an object is refused as a whole."""
    with pytest.raises(ValidationError) as refusal:
        SCHEMA.load(value)
    assert list(leaves(refusal.value.messages)) == [((), "must be an object")]


def test_all_faults_come_at_once() -> None:
    """Faults of every kind and depth are named together."""
    record = put(put(put(FULLEST, "title", 5), "related_codes.1.code", "x"), "review.basis", ...)
    record = put(put(record, "surprise", 1), "bone_removal", ["facetectomy"])
    assert faults(record) == {"title", "related_codes.1.code", "review.basis", "surprise", "bone_removal"}


@given(value=json_values)
def test_any_value_is_a_record_or_a_fault(value: Any) -> None:
    """Whatever JSON holds, the answer is a named fault."""
    assert faults(value)


@pytest.mark.parametrize("way", [way for way in ways(FULLEST) if "." not in way])
@given(value=json_values)
def test_any_value_of_a_field_is_taken_or_named(way: str, value: Any) -> None:
    """Whatever stands in a field, it is taken as it is or named as a fault, and nothing breaks."""
    record = put(FULLEST, way, value)
    if not faults(record):
        assert SCHEMA.load(SCHEMA.dump(SCHEMA.load(record))) == SCHEMA.load(record)


def test_a_source_can_support_every_field_but_the_code_and_itself() -> None:
    """The fields that a citation may name are the record's own."""
    names = {field.name for field in fields(procedure.Procedure)}
    assert set(CITABLE) == names - {"code", "sources"}
    assert set(RETIRED_ONLY) < names


def test_an_active_record_is_written_without_what_only_a_retired_one_has() -> None:
    """A dump shows the end of a code only where there is one, and an excuse only where it is given."""
    active, retired = SCHEMA.dump(SCHEMA.load(smallest_record())), SCHEMA.dump(SCHEMA.load(FULLEST))
    assert not set(RETIRED_ONLY) & set(active)
    assert set(RETIRED_ONLY) <= set(retired)
    assert "no_primaries_because" not in active["reporting"]
