"""Does the editor's schema say what the records' schema does?"""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from marshmallow import ValidationError

from schemas.rendering import DIALECT, editor_schema, editor_schema_text, name_of
from schemas.vocabulary import VOCABULARIES, WRITTEN_RELATIONSHIPS
from schemas.written import CITABLE, ProcedureSchema
from tests.examples import Record, json_values, records, relation, smallest_record

FILE = Path(__file__).resolve().parent.parent.parent / "fixtures" / "procedure.schema.json"
VALIDATOR = Draft202012Validator(editor_schema())

ENUMS = {
    **{name: list(VOCABULARIES[name]) for name in ("status", "root_operation", "bone_removal", "pathology")},
    **{name: list(VOCABULARIES[name]) for name in ("reoperation", "imaging_guidance", "graft")},
    "device": [*VOCABULARIES["device"], None],
    "Laminectomy.role": list(VOCABULARIES["laminectomy.role"]),
    "Approach.access": list(VOCABULARIES["access"]),
    "Approach.route": list(VOCABULARIES["route"]),
    "Anatomy.regions": list(VOCABULARIES["region"]),
    "Anatomy.compartment": list(VOCABULARIES["compartment"]),
    "Reporting.unit": list(VOCABULARIES["unit"]),
    "Reporting.laterality": list(VOCABULARIES["laterality"]),
    "Relation.relationship": list(WRITTEN_RELATIONSHIPS),
    "Citation.supports": list(CITABLE),
    "Review.basis": list(VOCABULARIES["review.basis"]),
}

BAD: list[Record] = [
    {"code": "6370"},
    {"code": 63709},
    {"title": ""},
    {"title": "x" * 121},
    {"title": None},
    {"family": "Not a slug"},
    {"status": "deleted"},
    {"surprise": 1},
    {"laminectomy": {"role": "maybe"}},
    {"laminectomy": {"role": "excluded", "involved": False}},
    {"laminectomy": {}},
    {"laminectomy": "excluded"},
    {"bone_removal": "laminectomy"},
    {"bone_removal": ["facetectomy", "facetectomy"]},
    {"bone_removal": ["sawing"]},
    {"anatomy": {"regions": ["knee"], "compartment": "dura"}},
    {"pathology": ["tumor"] * 2},
    {"device": "spoon"},
    {"reporting": {"unit": "procedure", "add_on": "no"}},
    {"reporting": {"unit": "procedure"}},
    {"related_codes": [relation("10002", "replaces")]},
    {"related_codes": [{"code": "10002", "relationship": "alternative"}]},
    {"related_codes": [relation(f"1{place:04}") for place in range(61)]},
    {"sources": [{"id": "a", "supports": []}]},
    {"sources": [{"id": "a", "supports": ["sources"]}]},
    {"diagnoses": ["G9602"]},
    {"icd10pcs": ["00QT0Z"]},
    {"replaced_by": ["x"]},
]


def enums(properties: dict[str, Any], prefix: str = "") -> dict[str, list[Any]]:
    """Return the enum of each property that has one, of its items where it is an array."""
    found = {}
    for name, described in properties.items():
        listed = described.get("enum") or described.get("items", {}).get("enum")
        if listed:
            found[prefix + name] = listed
    return found


def test_the_file_is_current() -> None:
    """The JSON Schema in the fixtures is the one that the schemas make today."""
    assert FILE.read_text(encoding="utf-8") == editor_schema_text()


def test_it_is_a_json_schema_of_its_dialect() -> None:
    """The document is valid JSON Schema 2020-12, and its text is the document."""
    Draft202012Validator.check_schema(editor_schema())
    assert editor_schema()["$schema"] == DIALECT
    assert json.loads(editor_schema_text()) == editor_schema()


def test_each_enum_holds_the_closed_list() -> None:
    """Every closed list stands in the document word for word, in its order, and no enum is anything else."""
    schema = editor_schema()
    found = enums(schema["properties"])
    for name, definition in schema["$defs"].items():
        found |= enums(definition["properties"], f"{name}.")
    assert found == ENUMS


def test_it_describes_every_field_and_allows_no_other() -> None:
    """All fields are there, with a description each, and objects are closed at every level."""
    schema = editor_schema()
    assert set(schema["properties"]) == {*ProcedureSchema().fields, "$schema"}
    for described in (schema, *schema["$defs"].values()):
        assert described["additionalProperties"] is False
        assert all("description" in field for name, field in described["properties"].items() if name != "$schema")


def test_it_needs_what_the_schema_needs() -> None:
    """The same fields are required."""
    needed = {name for name, field in ProcedureSchema().fields.items() if field.required}
    assert set(editor_schema()["required"]) == needed


def test_defaults_are_valid_values() -> None:
    """What the document gives as the default of a field is a value that the field takes."""
    described = editor_schema()["properties"]
    defaults = {name: field["default"] for name, field in described.items() if "default" in field}
    assert defaults
    assert VALIDATOR.is_valid(smallest_record(**defaults))


@given(record=records())
def test_every_valid_record_is_valid_to_an_editor(record: Record) -> None:
    """A record that the schema takes validates as it stands, and as it is written again."""
    VALIDATOR.validate(record)
    VALIDATOR.validate(ProcedureSchema().dump(ProcedureSchema().load(record)))


@pytest.mark.parametrize("changes", BAD, ids=lambda changes: str(changes)[:60])
def test_what_is_refused_at_load_is_underlined_in_an_editor(changes: Record) -> None:
    """Wrong types, words, lengths, patterns and fields fail in both."""
    record = smallest_record(**changes)
    assert not VALIDATOR.is_valid(record)
    with pytest.raises(ValidationError):
        ProcedureSchema().load(record)


@pytest.mark.parametrize("field", sorted(smallest_record()))
def test_a_missing_field_is_underlined(field: str) -> None:
    """A record without a needed field fails."""
    record = deepcopy(smallest_record())
    del record[field]
    assert not VALIDATOR.is_valid(record)


@given(field=st.sampled_from(sorted(ProcedureSchema().fields)), value=json_values)
def test_an_editor_is_never_stricter_than_the_service(field: str, value: Any) -> None:
    """Whatever the schema takes in a field, the document allows."""
    record = smallest_record(**{field: value})
    try:
        ProcedureSchema().load(record)
    except ValidationError:
        return
    VALIDATOR.validate(record)


def test_a_schema_is_named_without_its_last_word() -> None:
    """Schemas go by what they describe, whether given as class or instance."""
    assert name_of(ProcedureSchema) == name_of(ProcedureSchema()) == "Procedure"
