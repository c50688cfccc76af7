"""What do the public files say of each code, in the words of a record?

The CSV files beside this module hold facts only: fee-schedule indicators, NCCI and add-on edits, and the official
lists of ICD-10 codes of the spine. Nothing in them is descriptor text of the code set.
"""

import csv
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent

ACCESS = {
    "open": "open",
    "percutaneous": "percutaneous",
    "percutaneous (endovascular)": "percutaneous",
    "percutaneous or small incision": "percutaneous-or-open",
    "endoscopic": "percutaneous-endoscopic",
    "noninvasive": "external",
    "noninvasive/refill puncture": "percutaneous",
    "": "not-specified",
}
"""The access column in ICD-10-PCS words; a refill reaches the pump by a puncture."""

ACCESS_BY_CODE = {
    "31290": "via-natural-or-artificial-opening-endoscopic",
    "31291": "via-natural-or-artificial-opening-endoscopic",
    "62160": "percutaneous-endoscopic",
}
"""Endoscopes that go through the nose, an opening of the body."""

REGIONS = {
    "any": ("cervical", "thoracic", "lumbar", "sacral"),
    "not named by the code (lumbar in practice)": (),
    "": (),
    "lumbar (injection site); any region imaged": ("lumbar",),
    "two or more": ("cervical", "thoracic", "lumbar", "sacral"),
    "cervical;thoracic;cervicothoracic": ("cervical", "thoracic"),
    "lumbar;sacral;lumbosacral": ("lumbar", "sacral"),
    "cervical;thoracic;thoracolumbar": ("cervical", "thoracic", "lumbar"),
    "thoracolumbar": ("thoracic", "lumbar"),
    "lower thoracic;lumbar": ("thoracic", "lumbar"),
    "lower thoracic;lumbar;sacral": ("thoracic", "lumbar", "sacral"),
    "craniocervical": ("cranial", "cervical"),
    "cranial (ethmoid)": ("cranial",),
    "cranial (sphenoid)": ("cranial",),
    "cranial (skull base)": ("cranial",),
}
"""The regions column in the words of the vocabulary; every other cell is a list of them already."""

UNITS = {
    "each additional segment": "additional-segment",
    "each additional interspace": "additional-interspace",
    "construct 3-6 segments": "construct-of-3-to-6-segments",
    "contiguous defect": "contiguous-defect",
    "contiguous defect or interspace": "contiguous-defect",
    "second level": "second-level",
    "session set over 2+ days": "session-series",
    "sessions within 1 day": "session",
    "1 or more levels, reported once": "1-or-more-levels",
    "catheter placement": "catheter",
    "catheter placement, once for the whole infusion course": "catheter",
    "interspace (first)": "interspace",
    "additional interspace(s), reported once (MUE 1, descriptor based)": "additional-interspaces",
    "1-2 segments": "1-2-segments",
    "procedure (region)": "procedure",
    ">2 segments": "3-or-more-segments",
    "1 interspace; MUE 1 per day": "interspace",
    "2+ segments, reported once": "2-or-more-segments",
    "procedure (one stage)": "procedure",
    "procedure (not per level)": "procedure",
    "1 lesion": "lesion",
    "each additional lesion": "additional-lesion",
    "array": "electrode-array",
    "lesion under 5 cm": "lesion-up-to-5-cm",
    "lesion < 5 cm": "lesion-up-to-5-cm",
    "lesion larger than 5 cm": "lesion-over-5-cm",
    "lesion > 5 cm": "lesion-over-5-cm",
}
"""The unit column in the words of the vocabulary; every other cell is one of them already."""

LATERALITY = {
    "": "not-specified",
    "unilateral; bilateral indicator 1": "unilateral",
    "unilateral; bilateral indicator 1 (150%)": "unilateral",
    "unilateral; bilateral indicator 1 (modifier 50, 150%)": "unilateral",
    "unilateral or bilateral": "one-unit-either-way",
    "unilateral or bilateral covered by one unit (indicator 2)": "one-unit-either-way",
    "bilateral value included (indicator 2)": "one-unit-either-way",
    "bilateral by definition (indicator 2)": "bilateral",
    "both tracts in one code (indicator 0)": "bilateral",
    "midline, not side specific (indicator 0)": "not-side-specific",
    "not side specific (indicator 0)": "not-side-specific",
}
"""The laterality column in the words of the vocabulary; an empty cell was not verified."""

CORRECTED = {
    ("62304", "regions"): "the code is lumbosacral: the sacral canal fills from the same lumbar puncture",
    ("63194", "laterality"): "the pathology cell names one tract, which is one side",
    ("63195", "laterality"): "the pathology cell names one tract, which is one side",
    ("63196", "laterality"): "the pathology cell names both tracts",
    ("63198", "laterality"): "the pathology cell names both tracts",
    ("63199", "laterality"): "the pathology cell names both tracts",
    ("63198", "unit"): "the pathology cell names two stages within 14 days",
    ("63199", "unit"): "the pathology cell names two stages within 14 days",
}
"""Where the records leave a cell of codes.csv on purpose, and why."""


@cache
def rows() -> dict[str, dict[str, str]]:
    """Return the facts of every code, by code: column to cell."""
    with (_HERE / "codes.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def access(code: str) -> str:
    """Return the access the facts name, as a word of the vocabulary."""
    return ACCESS_BY_CODE.get(code) or ACCESS[rows()[code]["access"]]


def regions(code: str) -> tuple[str, ...]:
    """Return the regions the facts name, none where they name none."""
    cell = rows()[code]["regions"]
    return REGIONS[cell] if cell in REGIONS else tuple(cell.split(";"))


def unit(code: str) -> str:
    """Return the unit the facts name, as a word of the vocabulary."""
    cell = rows()[code]["unit"]
    return UNITS.get(cell, cell)


def laterality(code: str) -> str:
    """Return the laterality the facts name, as a word of the vocabulary."""
    return LATERALITY[rows()[code]["laterality"]]


def primary_codes(code: str) -> tuple[str, ...]:
    """Return the primary codes of an add-on, none for any other code."""
    cell = rows()[code]["primary_codes"]
    return tuple(cell.split(";")) if cell else ()


@cache
def never_together() -> dict[str, frozenset[str]]:
    """Return, by code, the codes that an NCCI edit in force bars beside it with no modifier allowed (indicator 0)."""
    found: dict[str, set[str]] = {}
    with (_HERE / "ncci-pairs.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["modifier_indicator"] == "0" and not row["deletion"]:
                found.setdefault(row["column1"], set()).add(row["column2"])
                found.setdefault(row["column2"], set()).add(row["column1"])
    return {code: frozenset(others) for code, others in found.items()}


@cache
def official_codes(name: str) -> frozenset[str]:
    """Return the billable codes of an official list, without dots; `name` is icd10cm-spine or icd10pcs-spinal."""
    with (_HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["code"] for row in csv.DictReader(file) if row["billable"] == "1")
