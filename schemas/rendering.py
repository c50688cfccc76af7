"""How do the schemas look to other programs? JSON Schema 2020-12, for editors and for the OpenAPI document."""

import json
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import INCLUDE, fields

from schemas.fields import Choice, Items
from schemas.written import ProcedureSchema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def name_of(schema: Any) -> str:
    """Return the name of a schema in the document, without the word that ends every class of schemas."""
    kind = schema if isinstance(schema, type) else type(schema)
    return kind.__name__.removesuffix("Schema")


def teach(plugin: MarshmallowPlugin) -> None:
    """Make a plugin that a spec has taken on know the field types of `schemas.fields`.

    A closed list is an enum where something is asked or written. In an answer it is a plain string whose known
    values stand in the description, so that a new value breaks no strict client.
    """
    assert plugin.converter is not None
    plugin.converter.add_attribute_function(_closed_list)  # type: ignore[no-untyped-call]
    plugin.converter.add_attribute_function(_array)  # type: ignore[no-untyped-call]


def _closed_list(_: Any, field: fields.Field[Any], **__: Any) -> dict[str, Any]:
    if not isinstance(field, Choice):
        return {}
    if getattr(field.root, "unknown", None) == INCLUDE:
        about = field.metadata.get("description", "")
        return {"description": f"{about} Known values: {', '.join(field.words)}.".strip()}
    words = list(field.words)
    return {"enum": [*words, None] if field.allow_none else words}


def _array(_: Any, field: fields.Field[Any], **__: Any) -> dict[str, Any]:
    return {"uniqueItems": True} if isinstance(field, Items) and field.unique else {}


def editor_schema() -> dict[str, Any]:
    """Return the JSON Schema that an editor completes and checks a record's file with."""
    plugin = MarshmallowPlugin(schema_name_resolver=name_of)
    spec = APISpec("Procedure", "1", "3.1.0", plugins=[plugin])
    teach(plugin)
    spec.components.schema("Procedure", schema=ProcedureSchema())
    text = json.dumps(spec.to_dict()["components"]["schemas"]).replace("#/components/schemas/", "#/$defs/")
    definitions = json.loads(text)
    record = definitions.pop("Procedure")
    record["properties"] = {"$schema": {"type": "string"}, **record["properties"]}
    return {"$schema": DIALECT, "title": "A procedure record", **record, "$defs": definitions}


def editor_schema_text() -> str:
    """Return the JSON Schema as its file holds it."""
    return json.dumps(editor_schema(), indent=2) + "\n"
