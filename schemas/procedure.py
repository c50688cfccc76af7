"""What is one procedure? The frozen record, as written in a file."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Laminectomy:
    """How a whole lamina's removal belongs to the code; `role` is a word of ``laminectomy.role``."""

    role: str

    @property
    def involved(self) -> bool | None:
        """True when a lamina is removed, False when none is, None when the code leaves it open."""
        return {"required": True, "excluded": False, "not-involved": False}.get(self.role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """The way in: an access, a route, and what is done, step by step in order."""

    access: str
    route: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """Where: the regions the code names or allows, and the compartment that is worked in."""

    regions: tuple[str, ...]
    compartment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """How the code is counted, and which codes it stands or may not stand beside."""

    unit: str
    add_on: bool
    primary_codes: tuple[str, ...]
    no_primaries_because: str | None
    laterality: str
    not_reported_with: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """An edge to another code; `outside` marks a code that this set has no record of."""

    code: str
    relationship: str
    reason: str
    outside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A source, by its id in ``sources.json``, and the top-level fields that rest on it."""

    id: str
    supports: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What the facts rest on, and the day a person last read the record through."""

    basis: str
    reviewed_on: datetime.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One procedure code, as the team wrote it down.

    `retired_on` is the last day the code was valid, where known, and `replaced_by` the codes that took
    its place, empty if none did; both are None while the code is active.
    """

    code: str
    title: str
    summary: str
    family: str
    status: str
    retired_on: datetime.date | None
    replaced_by: tuple[str, ...] | None
    laminectomy: Laminectomy
    root_operation: tuple[str, ...]
    bone_removal: tuple[str, ...]
    approach: Approach
    anatomy: Anatomy
    pathology: tuple[str, ...]
    reoperation: str
    imaging_guidance: str
    graft: str
    device: str | None
    indications: tuple[str, ...]
    reporting: Reporting
    related_codes: tuple[Relation, ...]
    synonyms: tuple[str, ...]
    diagnoses: tuple[str, ...]
    icd10pcs: tuple[str, ...]
    sources: tuple[Citation, ...]
    review: Review
