"""May answers grow, while questions stay exact?"""

import inspect
from typing import Any

import pytest
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from schemas import answers, questions, served, tellings
from schemas.answers import Answer
from schemas.questions import LookupQuestion, Question
from schemas.rendering import name_of, teach
from schemas.served import ListedProcedureSchema, PickedProcedureSchema, ServedProcedureSchema
from schemas.vocabulary import VOCABULARIES
from schemas.written import RETIRED_ONLY, ProcedureSchema


def kinds(module: Any, base: type[Schema]) -> list[type[Schema]]:
    """Return the schemas of a module that are of a kind."""
    found = [kind for _, kind in inspect.getmembers(module, inspect.isclass) if issubclass(kind, base)]
    return [kind for kind in found if kind.__module__ == module.__name__ and kind is not base]


ANSWERS = [*kinds(answers, Answer), *kinds(served, Answer), *kinds(tellings, Answer)]


def described(schema: Schema) -> dict[str, Any]:
    """Return a schema and all that it leads to as the OpenAPI document describes them, by name."""
    plugin = MarshmallowPlugin(schema_name_resolver=name_of)
    spec = APISpec("Answers", "1", "3.1.0", plugins=[plugin])
    teach(plugin)
    spec.components.schema(name_of(schema), schema=schema)
    components: dict[str, Any] = spec.to_dict()["components"]["schemas"]
    return components


def within(value: Any, key: str) -> list[Any]:
    """Return what stands under a key, anywhere inside a value."""
    if isinstance(value, list):
        return [found for inner in value for found in within(inner, key)]
    if not isinstance(value, dict):
        return []
    here = [value[key]] if key in value else []
    return (
        here
        + [found for name, inner in value.items() if name != "properties" for found in within(inner, key)]
        + [found for inner in value.get("properties", {}).values() for found in within(inner, key)]
    )


def test_there_are_answers_to_look_at() -> None:
    """The answers are found, those of records among them."""
    assert {ServedProcedureSchema, answers.PageSchema, answers.ProblemSchema} <= set(ANSWERS)


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_allows_fields_that_are_not_known_yet(kind: type[Schema]) -> None:
    """A client that validates an answer is not broken by a new field, at any depth."""
    for name, component in described(kind()).items():
        assert component["additionalProperties"] is True, name


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_holds_no_enum(kind: type[Schema]) -> None:
    """A client that validates an answer is not broken by a new word."""
    assert within(described(kind()), "enum") == []


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_always_has_its_fields(kind: type[Answer]) -> None:
    """Every field is there, those apart that the answer names as sometimes missing."""
    component = described(kind())[name_of(kind)]
    assert set(kind.sometimes) <= set(component["properties"])
    assert set(component.get("required", ())) == set(component["properties"]) - set(kind.sometimes)
    assert within(component, "default") == []


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_is_described(kind: type[Schema]) -> None:
    """Each kind of answer says what it is."""
    assert inspect.getdoc(kind)


def test_a_served_record_has_every_field_of_a_written_one_and_what_follows_from_it() -> None:
    """Nothing that a file says is held back, and the derived fields are added."""
    components = described(ServedProcedureSchema())
    assert set(components["ServedProcedure"]["properties"]) == set(ProcedureSchema().fields)
    assert set(components["ServedLaminectomy"]["properties"]) == {"role", "involved"}
    assert "differs_in" in components["ServedRelation"]["properties"]


def test_a_served_record_says_which_words_are_known() -> None:
    """The description of a field with a closed list holds every word of it, derived relationships too."""
    components = described(ServedProcedureSchema())
    relationship = components["ServedRelation"]["properties"]["relationship"]["description"]
    assert f"Known values: {', '.join(VOCABULARIES['relationship'])}." in relationship
    route = components["ServedApproach"]["properties"]["route"]["description"]
    assert f"Known values: {', '.join(VOCABULARIES['route'])}." in route


def test_picking_fields_makes_them_optional() -> None:
    """A picked record may lack any field, a listed one any but its code."""
    assert "required" not in described(PickedProcedureSchema())["PickedProcedure"]
    assert described(ListedProcedureSchema())["ListedProcedure"]["required"] == ["code"]
    whole = described(ServedProcedureSchema())["ServedProcedure"]["required"]
    assert set(whole) == set(ProcedureSchema().fields) - set(RETIRED_ONLY)


def test_a_written_record_and_a_body_allow_nothing_more() -> None:
    """What is asked or written is exact: no field beyond those known, and closed lists are enums."""
    for schema in (ProcedureSchema(), LookupQuestion()):
        assert all(component["additionalProperties"] is False for component in described(schema).values())
    assert within(described(ProcedureSchema()), "enum")


@pytest.mark.parametrize("kind", [*kinds(questions, Question), ProcedureSchema])
def test_a_question_refuses_what_an_answer_would_allow(kind: type[Schema]) -> None:
    """Every question, and the schema of a file, names a field that it does not know."""
    assert "surprise" in kind().validate({"surprise": 1})
