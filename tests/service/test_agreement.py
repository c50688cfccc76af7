"""Is every disagreement between records found, at the record to blame?"""

from collections.abc import Collection, Mapping
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given

from schemas.registers import FamilySchema, SourceSchema
from schemas.vocabulary import WRITTEN_RELATIONSHIPS
from schemas.written import ProcedureSchema
from service.agreement import Disagreement, disagreements
from tests.examples import FAMILY, SOURCE, Record, record_sets, relation, smallest_record

CITED = {"sources": [{"id": "a-source", "supports": ["title"]}]}
ONE_OF_THESE = {"less-invasive-alternative", "alternative", "same-procedure-other-region"}


def found(
    *records: Record, known: Collection[str] = (), sources: Mapping[str, Any] | None = None, families: Any = None
) -> list[Disagreement]:
    """Return the disagreements of records, beside which other codes may be known."""
    read = {record["code"]: ProcedureSchema().load(record) for record in records}
    return list(disagreements(read, {*read, *known}, sources or {}, families))


def edges(code: str, *related: Record, **changes: Any) -> Record:
    """Return a record that holds edges."""
    return smallest_record(code=code, related_codes=list(related), **changes)


def retired(code: str, *successors: str) -> Record:
    """Return a record that others took the place of."""
    return smallest_record(code=code, status="retired", replaced_by=list(successors))


def test_records_that_agree_are_let_be() -> None:
    """Edges that lead somewhere or are marked outside, sources and families of the registers: nothing is wrong."""
    assert (
        found(
            edges("10001", relation("10002"), relation("99999", outside=True), **CITED),
            smallest_record(code="10002"),
            sources={"a-source": SourceSchema().load(SOURCE)},
            families={"examples": FamilySchema().load(FAMILY)},
        )
        == []
    )


def test_a_related_code_has_a_record_or_is_outside() -> None:
    """An edge to nowhere is a fault, and so is one marked outside that leads to a record; the edge is named."""
    nowhere = found(edges("10001", relation("10002"), relation("10003")), smallest_record(code="10002"))
    assert nowhere == [
        ("10001", ("related_codes", 1, "code"), "10003 has no record in this set; mark it outside if that is meant")
    ]
    outside = found(edges("10001", relation("10002", outside=True)), smallest_record(code="10002"))
    assert outside == [
        ("10001", ("related_codes", 0, "code"), "10002 is marked outside, but this set has a record of it")
    ]


def test_a_code_whose_record_has_faults_of_its_own_is_known() -> None:
    """An edge to a record that could not be read does not dangle; the other record's faults are enough."""
    assert found(edges("10001", relation("10002")), known=["10002"]) == []
    assert found(retired("10001", "10002"), known=["10002"]) == []


def test_primary_codes_and_edits_may_lead_outside() -> None:
    """Official lists name codes that the set has no record of."""
    reporting = {"unit": "procedure", "add_on": True, "primary_codes": ["10008"], "not_reported_with": ["10009"]}
    assert found(smallest_record(reporting=reporting)) == []


def test_a_successor_has_a_record() -> None:
    """What replaced a code must be answerable."""
    assert found(retired("10001", "10002", "10003"), known=["10002"]) == [
        ("10001", ("replaced_by", 1), "10003 has no record in this set")
    ]


def test_a_source_is_registered() -> None:
    """A citation names a source of the register."""
    assert found(smallest_record(**CITED)) == [("10001", ("sources", 0, "id"), "a-source is not in sources.json")]


def test_a_family_is_registered_where_there_is_a_register() -> None:
    """Families are open only where the folder has no register of them; an empty one has none."""
    wrong = [("10001", ("family",), "examples is not in families.json")]
    assert found(smallest_record(), families={}) == wrong
    assert found(smallest_record(), families=None) == []


@pytest.mark.parametrize("length", [2, 3, 10])
def test_codes_that_replace_each_other_in_a_ring_are_all_named(length: int) -> None:
    """Every member of a ring is to blame, and nobody who only leads into it."""
    ring = [retired(f"1{place:04}", f"1{(place + 1) % length:04}") for place in range(length)]
    blamed = found(*ring, retired("20000", "10000"))
    assert [code for code, _, _ in blamed] == [record["code"] for record in ring]
    assert blamed[0] == (
        "10000",
        ("replaced_by",),
        "10000 replaces itself by way of the codes that replaced it",
    )


def test_successors_that_meet_again_are_no_ring() -> None:
    """Two successors may be replaced by the same code."""
    ways = [retired("10001", "10002", "10003"), retired("10002", "10004"), retired("10003", "10004")]
    assert found(*ways, smallest_record(code="10004")) == []


@pytest.mark.parametrize("relationship", WRITTEN_RELATIONSHIPS)
def test_an_edge_is_written_at_one_end(relationship: str) -> None:
    """The same relationship at both ends repeats itself or contradicts itself; the later record is blamed."""
    both = found(edges("10001", relation("10002", relationship)), edges("10002", relation("10001", relationship)))
    reason = f"{relationship} to 10001: an edge is written once, and 10001 has it"
    assert both == [("10002", ("related_codes", 0), reason)]


@pytest.mark.parametrize(("one", "other"), list(permutations(WRITTEN_RELATIONSHIPS, 2)))
def test_two_codes_are_alternatives_in_one_way_at_most(one: str, other: str) -> None:
    """Two codes may have several edges, of which one at most makes them alternatives, at whichever end they stand."""
    apart = found(edges("10001", relation("10002", one)), edges("10002", relation("10001", other)))
    together = found(edges("10001", relation("10002", one), relation("10002", other)), known=["10002"])
    assert bool(apart) == bool(together) == ({one, other} <= ONE_OF_THESE)


def test_each_edge_too_many_is_told_where_the_first_one_stands() -> None:
    """Every further edge between two codes is blamed, and told of the first."""
    three = found(
        edges("10001", relation("10002")),
        edges("10002", relation("10001", "less-invasive-alternative"), relation("10001")),
    )
    assert [pointer for _, pointer, _ in three] == [("related_codes", 0), ("related_codes", 1)]
    assert all(reason.endswith("and 10001 has it") for _, _, reason in three)


def test_an_edge_to_a_code_outside_is_written_once_too() -> None:
    """Edges that lead out of the set are held to the same rule."""
    twice = edges(
        "10001", relation("99999", outside=True), relation("99999", "less-invasive-alternative", outside=True)
    )
    assert [pointer for _, pointer, _ in found(twice)] == [("related_codes", 1)]


@given(record_sets())
def test_records_with_one_edge_between_two_have_no_edge_to_blame(records: list[Record]) -> None:
    """However the edges of a set lead, one between two codes contradicts nothing."""
    blamed = found(*records)
    assert not [pointer for _, pointer, _ in blamed if pointer[0] == "related_codes"]
    assert all(code in {record["code"] for record in records} for code, _, _ in blamed)
