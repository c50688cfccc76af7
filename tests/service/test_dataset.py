"""Is the set as a whole described as it is?"""

import json
from collections.abc import Callable

import pytest
from hypothesis import given

from schemas.facts import FACTS
from schemas.vocabulary import COVERS, INVERSE, VOCABULARIES
from service import __version__
from service.catalogue import Catalogue
from service.dataset import NOTICE, describe, vocabularies
from tests.examples import SOURCE, Record, record_sets, relation, smallest_record

CITED = {"sources": [{"id": "a-source", "supports": ["title"]}]}


def coverage(told: Record) -> dict[str, tuple[int, float]]:
    """Return, by field, how many records are filled in, and which share that is."""
    return {entry["field"]: (entry["filled"], entry["share"]) for entry in told["coverage"]}


def unknowns(told: Record) -> dict[str, tuple[int, float]]:
    """Return, by fact, how many records leave it open, and which share that is."""
    return {entry["fact"]: (entry["open"], entry["share"]) for entry in told["unknowns"]}


def test_a_set_is_counted(catalogue_of: Callable[..., Catalogue]) -> None:
    """Records are counted in all, by status, and by what they rest on; families are counted apart."""
    guessed = {"review": {"basis": "general-knowledge", "reviewed_on": "2026-01-31"}}
    retired = {"status": "retired", "replaced_by": ["10001"]}
    told = describe(
        catalogue_of(
            smallest_record(),
            smallest_record(code="10002", family="others", **guessed),
            smallest_record(code="10003", **guessed),
            smallest_record(code="10004", **retired),
        )
    )
    assert told["counts"] == {"records": 4, "active": 3, "retired": 1, "families": 2}
    assert told["review_basis"] == {"general-knowledge": 2, "sourced": 1}


def test_a_set_says_which_data_it_is(catalogue_of: Callable[..., Catalogue]) -> None:
    """Digest, version, service and the notice of whose the codes are stand in every description."""
    catalogue = catalogue_of(smallest_record())
    told = describe(catalogue)
    assert (told["digest"], told["version"], told["service_version"]) == (
        catalogue.digest,
        catalogue.version,
        __version__,
    )
    assert told["notice"] == NOTICE
    for said in (
        "registered trademark",
        "American Medical Association",
        "own words",
        "not for billing",
        "no endorsement",
    ):
        assert said in NOTICE


def test_sources_are_told_with_how_often_they_are_cited(catalogue_of: Callable[..., Catalogue]) -> None:
    """Every source of the register is told, in its order, those that nobody cites too."""
    unused = {**SOURCE, "id": "unused", "date": "2026-07-01", "release": "July"}
    told = describe(
        catalogue_of(smallest_record(**CITED), smallest_record(code="10002", **CITED), sources=[SOURCE, unused])
    )
    assert told["sources"] == [{**SOURCE, "release": None, "date": None, "records": 2}, {**unused, "records": 0}]


def test_coverage_says_how_many_records_are_filled_in(catalogue_of: Callable[..., Catalogue]) -> None:
    """Of each field it is told how many active records say something; an edge counts at both of its ends."""
    told = coverage(
        describe(
            catalogue_of(
                smallest_record(pathology=["tumor"], related_codes=[relation("10002")], **CITED),
                smallest_record(code="10002", diagnoses=["I10"]),
                smallest_record(code="10003"),
                smallest_record(code="10004", status="retired", replaced_by=[], synonyms=["its other name"]),
            )
        )
    )
    assert told["title"] == (3, 1.0)
    assert told["related_codes"] == (2, 0.6667)
    assert told["pathology"] == told["diagnoses"] == told["sources"] == (1, 0.3333)
    assert told["synonyms"] == told["indications"] == (0, 0.0)


def test_unknowns_say_how_many_records_leave_a_fact_open(catalogue_of: Callable[..., Catalogue]) -> None:
    """Of each fact it is told how many active records do not know it; excluding something is knowing it."""
    silent = {"laminectomy": {"role": "not-specified"}, "device": "not-specified"}
    told = unknowns(
        describe(
            catalogue_of(
                smallest_record(device=None, graft="excluded"),
                smallest_record(code="10002", **silent),
                smallest_record(code="10003", status="retired", replaced_by=[], **silent),
            )
        )
    )
    assert tuple(told) == tuple(FACTS)
    assert told["laminectomy"] == told["graft"] == told["device"] == (1, 0.5)
    assert told["access"] == told["add_on"] == (0, 0.0)
    assert told["region"] == (2, 1.0)


@pytest.mark.parametrize(
    ("code", "status", "successors", "counted"),
    [
        ("62263", "active", None, (1, 0)),
        ("63746", "active", None, (1, 0)),
        ("62262", "active", None, (0, 0)),
        ("63747", "active", None, (0, 0)),
        ("63000", "retired", [], (0, 1)),
        ("0275T", "retired", ["63000"], (0, 1)),
        ("0275T", "retired", ["22100"], (0, 0)),
        ("0275T", "active", None, (0, 0)),
    ],
)
def test_the_section_is_counted(
    catalogue_of: Callable[..., Catalogue],
    code: str,
    status: str,
    successors: list[str] | None,
    counted: tuple[int, int],
) -> None:
    """The section is counted from its first to its last code; a retired code belongs where its successors do."""
    state = {"status": status} if successors is None else {"status": status, "replaced_by": successors}
    section = describe(catalogue_of(smallest_record(code=code, **state)))["section"]
    assert (section["active"], section["retired"]) == counted
    assert (section["first"], section["last"]) == ("62263", "63746")


def test_an_empty_set_can_be_described(catalogue_of: Callable[..., Catalogue]) -> None:
    """Where there is nothing, counts and shares are nought, and nothing is divided by it."""
    told = describe(catalogue_of())
    assert told["counts"] == {"records": 0, "active": 0, "retired": 0, "families": 0}
    assert told["review_basis"] == {}
    assert told["sources"] == []
    assert set(unknowns(told).values()) == {(0, 0.0)}


@given(drawn=record_sets())
def test_any_set_adds_up(catalogue_of: Callable[..., Catalogue], drawn: list[Record]) -> None:
    """Counts fit together, shares lie between nought and one, and all of it is JSON."""
    told = describe(catalogue_of(*drawn))
    counts = told["counts"]
    assert counts["records"] == counts["active"] + counts["retired"] == len(drawn)
    assert sum(told["review_basis"].values()) == counts["active"]
    for count, share in (*coverage(told).values(), *unknowns(told).values()):
        assert 0 <= count <= counts["active"]
        assert share == pytest.approx(count / max(1, counts["active"]), abs=0.0001)
    assert json.loads(json.dumps(told)) == told


def test_every_closed_list_is_told() -> None:
    """All lists are told in their order, each value with its meaning, wide words with what they cover."""
    told = {item["field"]: item["values"] for item in vocabularies()["items"]}
    assert list(told) == list(VOCABULARIES)
    for field, values in told.items():
        assert {value["value"]: value["meaning"] for value in values} == VOCABULARIES[field]
        covers = {value["value"]: tuple(value["covers"]) for value in values if "covers" in value}
        assert covers == COVERS.get(field, {})
        inverses = {value["value"]: value["inverse"] for value in values if "inverse" in value}
        assert inverses == (INVERSE if field == "relationship" else {})
