"""What is a source, and what is a family? The two registers that records refer to by id."""

import datetime
from dataclasses import dataclass

from schemas.fields import Day, Slug, Text
from schemas.strict import Strict, optional, required


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication that facts were taken from."""

    id: str
    title: str
    publisher: str
    release: str | None
    date: datetime.date | None
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Codes that are told apart from each other, and the question that does it."""

    id: str
    title: str
    in_common: str
    question: str


class SourceSchema(Strict):
    """A publication that facts were taken from."""

    makes = Source
    id = Slug(**required(description="The id that records cite."))
    title = Text(longest=200, **required(description="What it is called."))
    publisher = Text(longest=120, **required(description="Who publishes it."))
    release = Text(longest=60, allow_none=True, **optional(None, description="Which release was read."))
    date = Day(allow_none=True, **optional(None, description="The day of that release, where known."))
    licence = Text(longest=300, **required(description="What its terms allow."))


class FamilySchema(Strict):
    """Codes that are told apart from each other."""

    makes = Family
    id = Slug(**required(description="The id that records name as their family."))
    title = Text(longest=120, **required(description="What the family is called."))
    in_common = Text(longest=400, **required(description="What its codes have in common."))
    question = Text(longest=200, **required(description="The question that separates them."))
