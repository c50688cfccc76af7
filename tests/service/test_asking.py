"""Is the question asked that best separates the leading candidates?"""

import pytest

from schemas.facts import FACTS
from schemas.written import ProcedureSchema
from service.asking import CLOSE, MOST_LEADERS, ORDER, ask
from service.casefacts import Known, given, profile
from tests.examples import smallest_record

LAMINA = {"laminectomy": {"role": "required"}, "bone_removal": ["laminectomy"]}
CERVICAL, LUMBAR, SACRAL = ({"regions": [region], "compartment": "dura"} for region in ("cervical", "lumbar", "sacral"))


def leaders(*changes, weights=None):
    """Return records, each the smallest one with changes, all of the same weight unless weights are given."""
    records = [
        profile(ProcedureSchema().load(smallest_record(code=f"1000{place}", **change)))
        for place, change in enumerate(changes)
    ]
    return list(zip(records, weights or [1.0] * len(records), strict=True))


def test_the_order_holds_every_fact():
    """Each fact can be asked for, and has one place in the order."""
    assert sorted(ORDER) == sorted(FACTS)


def test_the_fact_that_separates_is_asked_for():
    """A question has the fact, words for a person, and the codes that each answer would leave."""
    assert ask(leaders(LAMINA, {}), {}) == {
        "fact": "laminectomy",
        "question": FACTS["laminectomy"].question,
        "answers": [{"value": "true", "codes": ["10000"]}, {"value": "false", "codes": ["10001"]}],
    }


def test_a_code_that_leaves_the_fact_open_is_left_by_every_answer():
    """An answer rules out only what it contradicts."""
    told = ask(leaders({"anatomy": CERVICAL}, {"anatomy": LUMBAR}, {}), {})
    assert told["fact"] == "region"
    assert told["answers"] == [
        {"value": "cervical", "codes": ["10000", "10002"]},
        {"value": "lumbar", "codes": ["10001", "10002"]},
    ]


def test_a_code_that_requires_a_step_is_told_from_one_that_is_silent():
    """Where one code requires what another leaves open, asking helps, and both answers are offered."""
    told = ask(leaders({"graft": "required"}, {}), {})
    assert told["answers"] == [{"value": "true", "codes": ["10000", "10001"]}, {"value": "false", "codes": ["10001"]}]


@pytest.mark.parametrize("changes", [(), ({},), ({}, {}), ({"anatomy": CERVICAL}, {})])
def test_nothing_is_asked_where_no_answer_would_help(changes):
    """Without leaders, or with leaders that no fact separates, there is no question."""
    assert ask(leaders(*changes), {}) is None


def test_the_fact_that_separates_most_leaders_is_asked_for():
    """Three regions tell three codes apart, a lamina only one from two."""
    told = ask(leaders({"anatomy": CERVICAL, **LAMINA}, {"anatomy": LUMBAR}, {"anatomy": SACRAL}), {})
    assert told["fact"] == "region"
    assert [answer["codes"] for answer in told["answers"]] == [["10000"], ["10001"], ["10002"]]


def test_what_the_case_already_answers_is_not_asked_again():
    """A fact by which the case contradicts all but one leader has nothing left to separate."""
    both = leaders({**LAMINA, "graft": "required"}, {"graft": "excluded"})
    assert ask(both, {})["fact"] == "laminectomy"
    assert ask(both, given({"laminectomy": ["true"], "bone_removal": ["laminectomy"]}))["fact"] == "graft"


def test_what_the_case_calls_unclear_is_asked_first():
    """Of two facts that separate as well, the one that the case itself leaves open is asked for."""
    both = leaders({**LAMINA, "graft": "required"}, {"graft": "excluded"})
    assert ask(both, given({"graft": None}))["fact"] == "graft"
    assert ask(both, {"graft": Known(open=True, maybe=frozenset({"true", "false"}))})["fact"] == "graft"


def test_only_leaders_are_separated():
    """A candidate far behind, and one after the first few, does not decide what is asked."""
    assert ask(leaders(LAMINA, {}, weights=[9.0, 9.0 - CLOSE - 0.1]), {}) is None
    assert ask(leaders(LAMINA, {}, weights=[9.0, 9.0 - CLOSE]), {})["fact"] == "laminectomy"
    assert ask(leaders(*[{}] * MOST_LEADERS, LAMINA), {}) is None
    assert ask(leaders(*[{}] * (MOST_LEADERS - 1), LAMINA), {})["fact"] == "laminectomy"


def test_the_likelier_leaders_count_more():
    """A fact that separates the first two is asked before one that splits off a straggler."""
    told = ask(leaders({"graft": "required"}, {"graft": "excluded"}, LAMINA, weights=[9.0, 9.0, 6.0]), {})
    assert told["fact"] == "graft"
