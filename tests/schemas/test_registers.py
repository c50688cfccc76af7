"""Are sources and families read as exactly as records are?"""

import datetime
from typing import Any

import pytest
from marshmallow import ValidationError

from schemas.registers import Family, FamilySchema, Source, SourceSchema
from schemas.strict import Strict
from tests.examples import FAMILY, SOURCE, Record


def test_a_source_is_read() -> None:
    """A source may lack a release and a date, and has both where they are known."""
    assert SourceSchema().load(SOURCE) == Source(**SOURCE, release=None, date=None)
    assert SourceSchema().load({**SOURCE, "release": None, "date": None}) == SourceSchema().load(SOURCE)
    dated = SourceSchema().load({**SOURCE, "release": "2026, July", "date": "2026-07-01"})
    assert (dated.release, dated.date) == ("2026, July", datetime.date(2026, 7, 1))


def test_a_family_is_read() -> None:
    """A family has a title, what its codes have in common, and the question that separates them."""
    assert FamilySchema().load(FAMILY) == Family(**FAMILY)


@pytest.mark.parametrize(("schema", "entry"), [(SourceSchema(), SOURCE), (FamilySchema(), FAMILY)])
def test_an_entry_survives_being_written_and_read(schema: Strict, entry: Record) -> None:
    """What is dumped loads as the same entry."""
    assert schema.load(schema.dump(schema.load(entry))) == schema.load(entry)


@pytest.mark.parametrize(
    ("schema", "entry", "field"),
    [
        *[(SourceSchema(), SOURCE, field) for field in SOURCE],
        *[(FamilySchema(), FAMILY, field) for field in FAMILY],
    ],
)
@pytest.mark.parametrize("value", [..., None, 5, "", " x", ["a"]], ids=repr)
def test_each_needed_field_is_there_and_is_text(schema: Strict, entry: Record, field: str, value: Any) -> None:
    """A field that is missing, null, empty, untrimmed or no text is the one fault."""
    changed = {name: old if name != field else value for name, old in entry.items() if (name, value) != (field, ...)}
    with pytest.raises(ValidationError) as refusal:
        schema.load(changed)
    assert list(refusal.value.messages_dict) == [field]


@pytest.mark.parametrize(("schema", "entry"), [(SourceSchema(), SOURCE), (FamilySchema(), FAMILY)])
def test_an_entry_has_no_other_fields(schema: Strict, entry: Record) -> None:
    """A field that does not exist is refused."""
    assert schema.validate({**entry, "surprise": 1}) == {"surprise": ["is not a field of this object"]}
