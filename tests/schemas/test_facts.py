"""Is every fact read from a record as it stands, found by its words, and told apart only where it is known?"""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.facts import FACTS, apart, differing, separating, settled, varying
from schemas.procedure import Procedure
from schemas.vocabulary import COVERS, NOT_SPECIFIED, VOCABULARIES
from schemas.written import ProcedureSchema
from tests.examples import Record, records, smallest_record

NAMES = (
    *("laminectomy", "access", "route", "bone_removal", "region", "compartment", "pathology", "reoperation"),
    *("imaging_guidance", "graft", "device", "root_operation", "unit", "add_on", "laterality"),
)

PRIMARY = {"unit": "procedure", "add_on": False}
ADD_ON = {"unit": "procedure", "add_on": True, "primary_codes": ["10002"]}


def read(**changes: Any) -> Procedure:
    """Return the smallest record with changes, as it is read."""
    record: Procedure = ProcedureSchema().load(smallest_record(**changes))
    return record


def lamina(role: str, *steps: str) -> Record:
    """Return the fields that say how a lamina belongs to the code."""
    return {"laminectomy": {"role": role}, "bone_removal": list(steps)}


def approach(access: str = "open", route: str = "posterior") -> Record:
    """Return a way in."""
    return {"approach": {"access": access, "route": route}}


def anatomy(*regions: str, compartment: str = "dura") -> Record:
    """Return a place."""
    return {"anatomy": {"regions": list(regions), "compartment": compartment}}


SAYS: list[tuple[str, Record, Any, set[str], set[str]]] = [
    # fact, record, shown, found by, settled as
    ("laminectomy", lamina("required", "laminectomy"), True, {"true"}, {"true"}),
    ("laminectomy", lamina("excluded"), False, {"false"}, {"false"}),
    ("laminectomy", lamina("not-involved"), False, {"false"}, {"false"}),
    ("laminectomy", lamina("one-of", "laminectomy", "laminotomy"), None, {"unknown"}, set()),
    ("laminectomy", lamina("not-specified"), None, {"unknown"}, set()),
    ("access", approach("open"), "open", {"open"}, {"open"}),
    ("access", approach(NOT_SPECIFIED), NOT_SPECIFIED, {NOT_SPECIFIED}, set()),
    (
        "access",
        approach("percutaneous-or-open"),
        "percutaneous-or-open",
        {"percutaneous-or-open", "percutaneous", "open"},
        {"percutaneous", "open"},
    ),
    ("route", approach(route="lateral"), "lateral", {"lateral"}, {"lateral"}),
    ("route", approach(route=NOT_SPECIFIED), NOT_SPECIFIED, {NOT_SPECIFIED}, set()),
    ("route", approach(route="not-applicable"), "not-applicable", {"not-applicable"}, {"not-applicable"}),
    ("bone_removal", lamina("excluded"), ["none"], {"none"}, {"none"}),
    ("bone_removal", lamina("not-specified"), [NOT_SPECIFIED], {NOT_SPECIFIED}, set()),
    ("bone_removal", lamina("not-specified", "laminotomy"), ["laminotomy"], {"laminotomy"}, {"laminotomy"}),
    ("region", anatomy(), [NOT_SPECIFIED], {NOT_SPECIFIED}, set()),
    ("region", anatomy("sacral", "lumbar"), ["sacral", "lumbar"], {"lumbar", "sacral"}, {"lumbar", "sacral"}),
    ("compartment", anatomy(compartment="bone"), "bone", {"bone"}, {"bone"}),
    ("compartment", anatomy(compartment=NOT_SPECIFIED), NOT_SPECIFIED, {NOT_SPECIFIED}, set()),
    (
        "compartment",
        anatomy(compartment="intradural"),
        "intradural",
        {"intradural", "intradural-extramedullary", "intramedullary"},
        {"intradural-extramedullary", "intramedullary"},
    ),
    (
        "compartment",
        anatomy(compartment="bone-and-disc"),
        "bone-and-disc",
        {"bone-and-disc", "bone", "disc"},
        {"bone-and-disc"},
    ),
    ("pathology", {}, [NOT_SPECIFIED], {NOT_SPECIFIED}, set()),
    ("pathology", {"pathology": ["tumor"]}, ["tumor"], {"tumor"}, {"tumor"}),
    ("root_operation", {}, [NOT_SPECIFIED], {NOT_SPECIFIED}, set()),
    (
        "root_operation",
        {"root_operation": ["release", "repair"]},
        ["release", "repair"],
        {"release", "repair"},
        {"release", "repair"},
    ),
    *[
        (name, {name: word}, word, {word}, settled)
        for name in ("reoperation", "imaging_guidance", "graft")
        for word, settled in (
            ("required", {"true"}),
            ("excluded", {"false"}),
            ("not-involved", {"false"}),
            ("one-of", set()),
            (NOT_SPECIFIED, set()),
        )
    ],
    ("device", {"device": None}, "none", {"none"}, {"none"}),
    ("device", {}, NOT_SPECIFIED, {NOT_SPECIFIED}, set()),
    ("device", {"device": "csf-shunt"}, "csf-shunt", {"csf-shunt"}, {"csf-shunt"}),
    (
        "device",
        {"device": "reservoir-or-pump"},
        "reservoir-or-pump",
        {"reservoir-or-pump", "implantable-reservoir", "non-programmable-pump", "programmable-pump"},
        {"implantable-reservoir", "non-programmable-pump", "programmable-pump"},
    ),
    ("unit", {"reporting": {**PRIMARY, "unit": "segment"}}, "segment", {"segment"}, {"segment"}),
    ("add_on", {"reporting": PRIMARY}, False, {"false"}, {"false"}),
    ("add_on", {"reporting": ADD_ON}, True, {"true"}, {"true"}),
    ("laterality", {"reporting": {**PRIMARY, "laterality": "bilateral"}}, "bilateral", {"bilateral"}, {"bilateral"}),
    ("laterality", {}, NOT_SPECIFIED, {NOT_SPECIFIED}, set()),
]


def test_facts_have_one_name_each_in_the_order_of_asking() -> None:
    """The names of the facts are these, and each fact goes by its key."""
    assert tuple(FACTS) == NAMES
    assert all(fact.name == name for name, fact in FACTS.items())


@pytest.mark.parametrize(("name", "changes", "shown", "found_by", "settled"), SAYS)
def test_a_fact_says_what_the_record_says(
    name: str, changes: Record, shown: Any, found_by: set[str], settled: set[str]
) -> None:
    """A fact is shown as it stands, found by its own words and the narrower ones, and open where it is unknown."""
    record = read(**changes)
    assert FACTS[name].show(record) == shown
    assert FACTS[name].matches(record) == found_by
    assert FACTS[name].settle(record) == settled


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_is_shown_in_the_table_above(name: str) -> None:
    """No fact goes untested."""
    assert name in {said[0] for said in SAYS}


@pytest.mark.parametrize("name", sorted(set(NAMES) & set(VOCABULARIES)))
def test_a_fact_can_be_asked_for_by_every_word_of_its_list(name: str) -> None:
    """The words of a filter hold those of the vocabulary, each once."""
    words = FACTS[name].words
    assert set(VOCABULARIES[name]) <= set(words)
    assert len(set(words)) == len(words)
    assert set(words) - set(VOCABULARIES[name]) <= {NOT_SPECIFIED, "none"}


@given(record=records())
def test_what_a_record_says_can_be_asked_for(record: Record) -> None:
    """Every word that finds a record is a word of the filter, and a wide word brings exactly what it covers."""
    one = ProcedureSchema().load(record)
    for name, fact in FACTS.items():
        own = set(fact.read(one))
        assert own
        assert own <= fact.matches(one) <= set(fact.words)
        assert fact.matches(one) - own <= {word for wide in own for word in COVERS.get(name, {}).get(wide, ())}


@given(one=records(), other=records())
def test_a_set_settles_what_its_records_settle(one: Record, other: Record) -> None:
    """Fact by fact, a set settles what each record settles alone, and by that two are told apart."""
    both = [ProcedureSchema().load(record) for record in (one, other)]
    assert settled(both) == {name: [fact.settle(record) for record in both] for name, fact in FACTS.items()}
    assert apart(*zip(*settled(both).values(), strict=True)) == differing(*both)


@given(one=records(), other=records())
def test_two_records_differ_alike_from_either_side(one: Record, other: Record) -> None:
    """Differing is symmetric, nothing differs from itself, and what separates two is what they differ in."""
    here, there = ProcedureSchema().load(one), ProcedureSchema().load(other)
    assert differing(here, there) == differing(there, here) == separating([here, there])
    assert differing(here, here) == varying([here, here]) == ()
    assert set(differing(here, there)) <= set(varying([here, there]))


@given(one=records(), other=records())
def test_what_no_case_can_share_is_a_difference(one: Record, other: Record) -> None:
    """A fact that rules one of two records out is one that they differ in, from either side, and never with itself."""
    here, there = ProcedureSchema().load(one), ProcedureSchema().load(other)
    for name, fact in FACTS.items():
        assert fact.separates(here, there) == fact.separates(there, here)
        assert not fact.separates(here, here)
        assert not fact.separates(here, there) or name in differing(here, there)


SEPARATED: list[tuple[str, Record, Record, bool]] = [
    ("access", approach("open"), approach("percutaneous"), True),
    ("access", approach("open"), approach("percutaneous-or-open"), False),
    ("access", approach("open"), approach(NOT_SPECIFIED), False),
    ("compartment", anatomy(compartment="bone"), anatomy(compartment="bone-and-disc"), True),
    ("region", anatomy("lumbar", "sacral"), anatomy("lumbar"), False),
    ("region", anatomy("lumbar", "sacral"), anatomy("thoracic"), True),
    ("region", anatomy("lumbar"), anatomy(), False),
    ("bone_removal", lamina("excluded", "laminotomy"), lamina("excluded", "laminotomy", "facetectomy"), True),
    ("bone_removal", lamina("excluded", "laminotomy"), lamina("not-specified"), False),
    ("root_operation", {"root_operation": ["repair"]}, {"root_operation": ["release", "repair"]}, True),
    ("graft", {"graft": "required"}, {"graft": "excluded"}, True),
    ("graft", {"graft": "required"}, {"graft": "one-of"}, False),
]


@pytest.mark.parametrize(("name", "one", "other", "separated"), SEPARATED)
def test_values_that_a_case_can_share_do_not_rule_a_record_out(
    name: str, one: Record, other: Record, separated: bool
) -> None:
    """Alternatives rule out only what none of them allows; what is all done together must be the same."""
    assert FACTS[name].separates(read(**one), read(**other)) is separated
    assert (name in differing(read(**one), read(**other))) >= separated


def test_an_open_fact_separates_nothing() -> None:
    """A fact that one record leaves open is no difference, even where the other one knows it."""
    known, silent = read(**lamina("required", "laminectomy"), graft="required"), read(**lamina("not-specified"))
    assert differing(known, silent) == ()
    assert differing(known, read(**lamina("excluded"), graft="not-involved")) == (
        "laminectomy",
        "bone_removal",
        "graft",
    )


def test_two_ways_of_saying_no_are_no_difference() -> None:
    """What is excluded and what is not involved are both not done."""
    assert differing(read(**lamina("excluded"), graft="excluded"), read(graft="not-involved")) == ()


def test_the_order_of_values_is_no_difference() -> None:
    """Facts of several values are compared as sets."""
    assert differing(read(**anatomy("lumbar", "sacral")), read(**anatomy("sacral", "lumbar"))) == ()


@given(st.lists(records(), min_size=1, max_size=4))
def test_what_separates_a_group_separates_two_of_it(group: Sequence[Record]) -> None:
    """A fact separates a group exactly when it separates two of its records; such a fact is not shared by all."""
    members = [ProcedureSchema().load(record) for record in group]
    pairs = {name for one in members for other in members for name in differing(one, other)}
    assert set(separating(members)) == pairs
    assert pairs <= set(varying(members))


def test_a_fact_that_one_record_leaves_open_is_not_shared() -> None:
    """A fact varies also where one record knows it and another leaves it open, though it separates nothing."""
    group = [read(**anatomy("lumbar")), read(**anatomy())]
    assert varying(group) == ("region",)
    assert separating(group) == ()
