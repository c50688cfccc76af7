"""Do all records at once weigh what each weighs alone?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.facts import FACTS, NO, YES, YES_OR_NO
from schemas.written import ProcedureSchema
from service import casefacts
from service.weighing import WEIGHTS, Weighing, degree, weigh
from tests.examples import record_sets, smallest_record

FACTS_OF_A_CASE = st.fixed_dictionaries(
    {},
    optional={
        name: st.none()
        | st.lists(st.sampled_from((*fact.words, YES, NO) if name in YES_OR_NO else fact.words), min_size=1, max_size=4)
        for name, fact in FACTS.items()
    },
)


def profile(**changes):
    """Return what a record wants."""
    return casefacts.profile(ProcedureSchema().load(smallest_record(**changes)))


def test_every_fact_has_a_weight():
    """No fact is left out, and the family weighs with them."""
    assert set(WEIGHTS) == {*FACTS, "family"}


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({"region": ["lumbar"]}, 1.0),
        ({"region": ["lumbar", "cervical"]}, 0.9),
        ({"region": ["thoracic"]}, 0.0),
    ],
)
def test_more_than_the_record_has_fits_less(case, expected):
    """A case that names another region besides fits less well than one that names the record's alone."""
    record, told = profile(anatomy={"regions": ["lumbar"], "compartment": "dura"}), casefacts.given(case)
    if expected:
        assert degree(told["region"], record, "region") == expected
    else:
        assert weigh(told, record) < weigh({}, record)


@given(drawn=record_sets(most=8), facts=FACTS_OF_A_CASE)
def test_a_set_weighs_what_its_records_weigh(drawn, facts):
    """For any case, the weights of a set are those of its records to the last bit."""
    records = [ProcedureSchema().load(one) for one in drawn]
    case = casefacts.given(facts)
    expected = [weigh(case, casefacts.profile(record)) for record in records]
    assert Weighing(records).weights(case).tolist() == expected


def test_the_shipped_records_weigh_what_each_weighs(shipped):
    """Every shipped record as a case weighs all of them as it weighs them one by one."""
    records = list(shipped.values())
    weighing, profiles = Weighing(records), [casefacts.profile(record) for record in records]
    for record in records[::9]:
        case = casefacts.given({name: sorted(fact.settle(record)) or None for name, fact in FACTS.items()})
        assert weighing.weights(case).tolist() == [weigh(case, other) for other in profiles]
