"""Is every edge there at both of its ends, once, in order, with what separates the two?"""

from typing import Any

import pytest
from hypothesis import given

from schemas.facts import differing
from schemas.procedure import Procedure
from schemas.vocabulary import INVERSE, VOCABULARIES, WRITTEN_RELATIONSHIPS
from schemas.written import ProcedureSchema
from service.relations import Edge, edges
from tests.examples import Record, record_sets, relation, smallest_record

ORDER = list(VOCABULARIES["relationship"])


def read(*records: Record) -> dict[str, Procedure]:
    """Return records by code."""
    return {record["code"]: ProcedureSchema().load(record) for record in records}


def edge(code: str, relationship: str, reason: str, **changes: Any) -> Edge:
    """Return an edge inside the set between codes that no fact separates."""
    return Edge(code=code, relationship=relationship, reason=reason, **{"outside": False, "differs_in": (), **changes})


@pytest.mark.parametrize("relationship", WRITTEN_RELATIONSHIPS)
def test_an_edge_that_is_written_once_is_there_at_both_ends(relationship: str) -> None:
    """The inverse is derived, with the same reason."""
    found = dict(
        edges(read(smallest_record(related_codes=[relation("10002", relationship)]), smallest_record(code="10002")))
    )
    assert found == {
        "10001": (edge("10002", relationship, "Another than 10002."),),
        "10002": (edge("10001", INVERSE[relationship], "Another than 10002."),),
    }


def test_primary_codes_are_edges() -> None:
    """An add-on leads to each of its primaries, and each primary in the set leads back."""
    add_on = {"unit": "additional-level", "add_on": True, "primary_codes": ["10002", "10003"]}
    found = dict(edges(read(smallest_record(reporting=add_on), smallest_record(code="10002"))))
    here, outside = found["10001"]
    assert (here["code"], here["relationship"], here["outside"]) == ("10002", "add-on-to", False)
    assert (outside["code"], outside["relationship"], outside["outside"]) == ("10003", "add-on-to", True)
    assert here["differs_in"] == ("unit", "add_on")
    assert outside["differs_in"] == ()
    assert found["10002"] == (edge("10001", "has-add-on", here["reason"], differs_in=("unit", "add_on")),)
    assert "10001" in here["reason"]
    assert "10002" in here["reason"]


def test_successors_are_edges() -> None:
    """A retired code leads to what replaced it, and each successor back to what it replaces."""
    gone = smallest_record(status="retired", replaced_by=["10003", "10002"])
    found = dict(edges(read(gone, smallest_record(code="10002"), smallest_record(code="10003"))))
    assert [(held["code"], held["relationship"]) for held in found["10001"]] == [
        ("10002", "replaced-by"),
        ("10003", "replaced-by"),
    ]
    assert [(held["code"], held["relationship"]) for held in found["10003"]] == [("10001", "replaces")]


def test_nothing_is_derived_from_silence() -> None:
    """A code without edges, and a retired one that nothing replaced, lead nowhere."""
    assert dict(edges({})) == {}
    assert dict(edges(read(smallest_record(status="retired", replaced_by=[])))) == {"10001": ()}


def test_an_edge_out_of_the_set_has_one_end() -> None:
    """A code without a record is marked outside, and nothing is said of what separates the two."""
    found = dict(edges(read(smallest_record(related_codes=[relation("99999", outside=True)]))))
    assert found == {"10001": (edge("99999", "alternative", "Another than 99999.", outside=True),)}


def test_an_edge_says_what_separates_its_ends() -> None:
    """The facts known on both sides and not the same are named, the same from either end, in the order of the facts."""
    one = smallest_record(
        graft="required", anatomy={"regions": ["lumbar"], "compartment": "disc"}, related_codes=[relation("10002")]
    )
    other = smallest_record(
        code="10002", graft="excluded", device=None, anatomy={"regions": ["sacral"], "compartment": "disc"}
    )
    found = dict(edges(read(one, other)))
    assert found["10001"][0]["differs_in"] == found["10002"][0]["differs_in"] == ("region", "graft")


def test_two_codes_may_have_several_edges() -> None:
    """Edges of different relationships between the same two codes all stand, at both ends."""
    one = smallest_record(related_codes=[relation("10002", "removal-of"), relation("10002", "revision-of")])
    found = dict(edges(read(one, smallest_record(code="10002"))))
    assert [held["relationship"] for held in found["10001"]] == ["removal-of", "revision-of"]
    assert [held["relationship"] for held in found["10002"]] == ["removed-by", "revised-by"]


def test_edges_come_in_the_order_of_the_vocabulary_and_of_the_codes() -> None:
    """Neither the order in a file nor that of the records plays a part."""
    written = [
        relation("10004", "part-of"),
        relation("10003"),
        relation("10002"),
        relation("10005", "less-invasive-alternative"),
    ]
    others = [smallest_record(code=code) for code in ("10005", "10004", "10003", "10002")]
    forward = dict(edges(read(smallest_record(related_codes=written), *others)))
    backward = dict(edges(read(*others[::-1], smallest_record(related_codes=written[::-1]))))
    assert [held["code"] for held in forward["10001"]] == ["10005", "10002", "10003", "10004"]
    assert forward == backward


@given(record_sets())
def test_every_edge_of_any_set_holds(records: list[Record]) -> None:
    """Inside a set each edge has its inverse with the same words, no edge stands twice, and all are in order."""
    known = read(*records)
    found = dict(edges(known))
    assert list(found) == list(known)
    for code, held in found.items():
        assert len({(one["code"], one["relationship"]) for one in held}) == len(held)
        assert list(held) == sorted(held, key=lambda one: (ORDER.index(one["relationship"]), one["code"]))
        for one in held:
            assert one["outside"] == (one["code"] not in known)
            if one["outside"]:
                assert one["differs_in"] == ()
                continue
            assert one["differs_in"] == differing(known[code], known[one["code"]])
            back = edge(code, INVERSE[one["relationship"]], one["reason"], differs_in=one["differs_in"])
            assert back in found[one["code"]]


@given(record_sets())
def test_every_edge_of_any_set_was_written_or_follows(records: list[Record]) -> None:
    """What a record writes is there, and nothing is there that no record says."""
    known = read(*records)
    said = {
        (code, relationship, other)
        for code, record in known.items()
        for relationship, others in (
            *((one.relationship, [one.code]) for one in record.related_codes),
            ("add-on-to", record.reporting.primary_codes),
            ("replaced-by", record.replaced_by or ()),
        )
        for other in others
    }
    back = {(other, INVERSE[relationship], code) for code, relationship, other in said if other in known}
    assert {
        (code, one["relationship"], one["code"]) for code, held in dict(edges(known)).items() for one in held
    } == said | back
