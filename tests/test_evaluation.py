"""Are the suggestions good enough? The figures that the suggester is held to, on notes with known answers."""

import pytest

from service.candidates import Suggester
from tests.evaluation import CASES, judge, read, shares, suggester, table

WANTED = {
    "first.jsonl": {"top-1": 0.90, "top-3": 0.98, "lead": 1.0, "ask": 6 / 7},
    "more.jsonl": {"top-1": 0.85, "top-3": 0.95, "lead": 0.90, "ask": 0.80},
}
"""By file of cases, the least share that must be right."""


@pytest.fixture(scope="module")
def suggests() -> Suggester:
    """Return a suggester over the shipped records."""
    return suggester()


@pytest.mark.parametrize("name", WANTED)
def test_the_suggestions_are_good_enough(name: str, suggests: Suggester) -> None:
    """The share of cases that are answered rightly is not below what is wanted."""
    result = judge(read(CASES / name), suggests)
    found = shares(result)
    assert {figure: found[figure] >= least for figure, least in WANTED[name].items()} == dict.fromkeys(
        WANTED[name], True
    ), table(result)


def test_every_case_is_of_a_code_there_is(suggests: Suggester) -> None:
    """Every answer expected, accepted or tied is a code that the suggester can give, those accepted outside apart."""
    given = {item["code"] for item in suggests.suggest("spine", {}, 1000)["items"]}
    for name in WANTED:
        for case in read(CASES / name):
            assert {case["expected"], *case["ambiguous_between"]} - {None} <= given, case["id"]
