"""Is every contradiction between the fields of one record named, and nothing else?"""

from typing import Any

import pytest
from hypothesis import given
from marshmallow import ValidationError

from schemas.messages import leaves
from schemas.rules import contradictions
from schemas.written import ProcedureSchema
from tests.examples import Record, records, relation, smallest_record

ADD_ON = {"unit": "procedure", "add_on": True}
PRIMARY = {"unit": "procedure", "add_on": False}

NAMED = "must name laminectomy, since laminectomy.role is required"
ONE_OF = "must name laminectomy and its alternatives, since laminectomy.role is one-of"
NO_PRIMARIES = "an add-on names its primary codes, or says in no_primaries_because why not"
NOT_ADD_ON = "only an add-on has primary codes, or a reason for having none"
SILENT = "a retired code says what replaced it, or with an empty list that nothing did"
OWN = "names 10001, the record's own code"


def must_not_name(role: str) -> str:
    """Return what is said of a lamina among the bone steps of a code with this role."""
    return f"must not name laminectomy, since laminectomy.role is {role}"


def lamina(role: str, *steps: str) -> Record:
    """Return the fields that say how a lamina belongs to the code."""
    return {"laminectomy": {"role": role}, "bone_removal": list(steps)}


def reporting(**fields: Any) -> Record:
    """Return how a code is reported that is no add-on, unless it says so."""
    return {"reporting": {**PRIMARY, **fields}}


BROKEN: list[tuple[Record, str, str]] = [
    (lamina("required"), "bone_removal", NAMED),
    (lamina("required", "facetectomy"), "bone_removal", NAMED),
    (lamina("one-of"), "bone_removal", ONE_OF),
    (lamina("one-of", "laminectomy"), "bone_removal", ONE_OF),
    (lamina("one-of", "laminotomy", "facetectomy"), "bone_removal", ONE_OF),
    (lamina("excluded", "laminectomy"), "bone_removal", must_not_name("excluded")),
    (lamina("not-involved", "laminectomy"), "bone_removal", must_not_name("not-involved")),
    (lamina("not-specified", "laminectomy", "facetectomy"), "bone_removal", must_not_name("not-specified")),
    (reporting(add_on=True), "reporting.primary_codes", NO_PRIMARIES),
    (reporting(add_on=True, primary_codes=[]), "reporting.primary_codes", NO_PRIMARIES),
    (
        reporting(add_on=True, primary_codes=["10002"], no_primaries_because="None."),
        "reporting.primary_codes",
        NO_PRIMARIES,
    ),
    (reporting(primary_codes=["10002"]), "reporting.primary_codes", NOT_ADD_ON),
    (reporting(no_primaries_because="None."), "reporting.primary_codes", NOT_ADD_ON),
    *[
        (reporting(unit=unit), "reporting.unit", f"{unit} is the unit of an add-on, but add_on is false")
        for unit in ("additional-segment", "additional-interspace", "additional-level", "additional-lesion")
    ],
    ({"status": "retired"}, "replaced_by", SILENT),
    ({"status": "retired", "replaced_by": None}, "replaced_by", SILENT),
    ({"replaced_by": ["10002"]}, "replaced_by", "only a retired code is replaced"),
    ({"replaced_by": []}, "replaced_by", "only a retired code is replaced"),
    ({"retired_on": "2020-12-31"}, "retired_on", "only a retired code has a day of retirement"),
    ({"status": "retired", "replaced_by": ["10002", "10001"]}, "replaced_by", OWN),
    (reporting(add_on=True, primary_codes=["10001"]), "reporting.primary_codes", OWN),
    (reporting(not_reported_with=["10002", "10001"]), "reporting.not_reported_with", OWN),
    ({"related_codes": [relation("10002"), relation("10001")]}, "related_codes.1.code", OWN),
    (
        {"related_codes": [relation("10002"), relation("10003"), relation("10002")]},
        "related_codes.2.relationship",
        "alternative to 10002 is written twice",
    ),
]

SOUND: list[Record] = [
    lamina("required", "laminectomy"),
    lamina("required", "facetectomy", "laminectomy"),
    lamina("one-of", "laminotomy", "laminectomy"),
    lamina("excluded", "laminotomy"),
    lamina("not-involved", "hemilaminectomy"),
    lamina("not-specified"),
    reporting(add_on=True, primary_codes=["10002"]),
    reporting(add_on=True, no_primaries_because="Its primaries are not in the set."),
    reporting(unit="additional-level", add_on=True, primary_codes=["10002"]),
    reporting(no_primaries_because=None),
    {"status": "retired", "replaced_by": []},
    {"status": "retired", "replaced_by": ["10002"], "retired_on": "2020-12-31"},
    {"retired_on": None, "replaced_by": None},
    {"related_codes": [relation("10002"), relation("10002", "part-of")]},
]


def faults(record: Record) -> list[tuple[str, str]]:
    """Return what is wrong with a record: the way to the value, joined by dots, and the reason."""
    try:
        ProcedureSchema().load(record)
    except ValidationError as error:
        return sorted((".".join(map(str, pointer)), reason) for pointer, reason in leaves(error.messages))
    return []


@pytest.mark.parametrize(("changes", "field", "reason"), BROKEN)
def test_a_contradiction_is_named_at_the_value_to_blame(changes: Record, field: str, reason: str) -> None:
    """Each rule blames one value, with its reason, and no other rule speaks up."""
    assert faults(smallest_record(**changes)) == [(field, reason)]


@pytest.mark.parametrize("changes", SOUND)
def test_what_agrees_is_let_through(changes: Record) -> None:
    """Fields that agree are no fault, however close they are to one."""
    assert faults(smallest_record(**changes)) == []


def test_every_contradiction_is_named_at_once() -> None:
    """A record that breaks several rules hears of all of them."""
    record = smallest_record(
        **lamina("required"),
        **reporting(unit="additional-level", primary_codes=["10001"]),
        replaced_by=["10001"],
        retired_on="2020-12-31",
        related_codes=[relation("10001"), relation("10001")],
    )
    assert faults(record) == sorted(
        [
            ("bone_removal", NAMED),
            ("reporting.unit", "additional-level is the unit of an add-on, but add_on is false"),
            ("reporting.primary_codes", NOT_ADD_ON),
            ("reporting.primary_codes", OWN),
            ("replaced_by", "only a retired code is replaced"),
            ("replaced_by", OWN),
            ("retired_on", "only a retired code has a day of retirement"),
            ("related_codes.0.code", OWN),
            ("related_codes.1.code", OWN),
            ("related_codes.1.relationship", "alternative to 10001 is written twice"),
        ]
    )


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"bone_removal": ["no such step"]}, "bone_removal.0"),
        ({"laminectomy": {"role": "no such role"}}, "laminectomy.role"),
        ({"laminectomy": {"role": "required", "more": 1}}, "laminectomy.more"),
    ],
)
def test_a_rule_waits_until_its_fields_can_be_read(broken: Record, field: str) -> None:
    """A field with a fault of its own is not also blamed for a contradiction."""
    record = smallest_record(**{**lamina("required"), **broken})
    assert [name for name, _ in faults(record)] == [field]


def test_a_fault_in_one_field_does_not_silence_the_rules_about_others() -> None:
    """Contradictions between fields that could be read are named beside the faults of the others."""
    record = smallest_record(**lamina("required"), title=5)
    assert faults(record) == [("bone_removal", NAMED), ("title", "must be a string")]


def test_nothing_at_all_has_no_contradictions() -> None:
    """Where no field could be read, the rules have nothing to say."""
    assert list(contradictions({})) == []


@given(record=records())
def test_the_rules_let_every_valid_record_through(record: Record) -> None:
    """No combination of fields that agree is taken for a contradiction."""
    assert faults(record) == []
