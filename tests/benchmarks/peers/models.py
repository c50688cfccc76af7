"""What is a served record to pydantic? The models that the FastAPI peers are typed with."""

import datetime

from pydantic import BaseModel


class Laminectomy(BaseModel):
    """How a whole lamina's removal belongs to the code."""

    role: str
    involved: bool | None


class Approach(BaseModel):
    """The way in."""

    access: str
    route: str
    steps: list[str]


class Anatomy(BaseModel):
    """Where it is done."""

    regions: list[str]
    compartment: str


class Reporting(BaseModel):
    """How it is counted."""

    unit: str
    add_on: bool
    primary_codes: list[str]
    laterality: str
    not_reported_with: list[str]


class Relation(BaseModel):
    """An edge to another code."""

    code: str
    relationship: str
    reason: str
    outside: bool
    differs_in: list[str]


class Citation(BaseModel):
    """A source and what rests on it."""

    id: str
    supports: list[str]


class Review(BaseModel):
    """What it rests on, and when it was read."""

    basis: str
    reviewed_on: datetime.date


class Procedure(BaseModel):
    """One procedure code that is active."""

    code: str
    title: str
    summary: str
    family: str
    status: str
    laminectomy: Laminectomy
    root_operation: list[str]
    bone_removal: list[str]
    approach: Approach
    anatomy: Anatomy
    pathology: list[str]
    reoperation: str
    imaging_guidance: str
    graft: str
    device: str | None
    indications: list[str]
    reporting: Reporting
    related_codes: list[Relation]
    synonyms: list[str]
    diagnoses: list[str]
    icd10pcs: list[str]
    sources: list[Citation]
    review: Review


class Page(BaseModel):
    """A page of records."""

    items: list[Procedure]
    total: int
    next: str | None


class Found(BaseModel):
    """What is told of one code that was looked up."""

    query: str
    outcome: str
    record: Procedure | None


class Batch(BaseModel):
    """What is told of many codes."""

    items: list[Found]


class Codes(BaseModel):
    """What many codes are asked with."""

    codes: list[str]
