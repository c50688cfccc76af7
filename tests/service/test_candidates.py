"""Are the codes suggested that a case could be, with what speaks for and against each?"""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.facts import FACTS, YES_OR_NO
from schemas.written import ProcedureSchema
from service import casefacts
from service.candidates import (
    ALREADY,
    LONGEST_NAME,
    MIDDLE,
    NAMED,
    SPREAD,
    WORDS,
    Suggester,
    first,
)
from service.casefacts import known, profile
from service.counts import counted
from service.likeness import Likeness
from service.loading import load
from service.notes import Reader
from service.weighing import weigh
from tests import evaluation
from tests.examples import record_sets, smallest_record
from tests.running import RECORDS
from tests.service.lexicons import small_lexicon

SMALL = load(RECORDS)
SUGGESTER = Suggester(list(SMALL.records.values()), SMALL.lexicon)
CASES = [case for path in sorted(evaluation.CASES.glob("*.jsonl")) for case in evaluation.read(path)]
LEAK = "CSF leak after surgery at L4-5. "

FIRST = [
    (LEAK + "A laminectomy was done and the dura sutured.", "63709"),
    (LEAK + "No laminectomy was needed.", "63707"),
    (LEAK + "Prior laminectomy. Laminectomy was avoided today.", "63707"),
    (LEAK + "The dura was bridged with a graft.", "63710"),
    ("Lumboperitoneal shunt, by laminectomy.", "63740"),
    ("A percutaneous lumboperitoneal shunt, no laminectomy.", "63741"),
]
"""A note, and the code that it tells of."""


@pytest.fixture(scope="module")
def shipped_suggester(shipped_examination):
    """Return what suggests codes of the shipped set."""
    return Suggester(list(shipped_examination.records.values()), shipped_examination.lexicon)


def suggest(text="", limit=10, **facts):
    """Return what the small set suggests for a case."""
    return SUGGESTER.suggest(text, facts, limit)


def item(answer, code):
    """Return one candidate of an answer."""
    [found] = [item for item in answer["items"] if item["code"] == code]
    return found


def codes(answer):
    return [item["code"] for item in answer["items"]]


@pytest.mark.parametrize(("text", "code"), FIRST)
def test_the_code_that_a_note_tells_of_comes_first(text, code):
    """What was done, what was not, and what lies in the past lead to the code that a coder would choose."""
    assert codes(suggest(text))[0] == code


def test_a_candidate_says_what_speaks_for_it_and_against_it():
    """Facts that fit and facts that contradict come with the words of the note and with what the code asks for."""
    told = suggest(LEAK + "No laminectomy.")
    lamina = {"fact": "laminectomy", "case": ["false"], "words": ["laminectomy"]}
    fits, contradicts = item(told, "63707"), item(told, "63709")
    assert {**lamina, "code": False} in fits["for"]
    assert {**lamina, "code": True} in contradicts["against"]
    leak = {"fact": "pathology", "case": ["csf-leak", "dural-tear"], "words": ["CSF leak"]}
    assert {**leak, "code": ["csf-leak", "dural-tear"]} in fits["for"]
    assert ("region", ["L4-5"]) in [(reason["fact"], reason["words"]) for reason in fits["for"]]
    assert fits["title"] == SMALL.records["63707"].title


def test_what_is_denied_is_told_as_denied():
    """A step that a code asks for and the case denies speaks against it, as what it is not."""
    [against] = [
        reason
        for reason in item(suggest("facets untouched. No laminectomy"), "63709")["against"]
        if reason["fact"] == "bone_removal"
    ]
    assert against == {
        "fact": "bone_removal",
        "case": ["not facetectomy", "not laminectomy"],
        "code": ["laminectomy"],
        "words": ["facets", "laminectomy"],
    }


def test_what_nobody_told_is_unknown():
    """Facts that a code asks for and the case does not speak of are listed, and none that the code leaves open."""
    told = item(suggest("laminectomy"), "63709")
    assert "access" in told["unknown"]
    assert "laminectomy" not in told["unknown"]
    settled = {name for name, fact in FACTS.items() if fact.settle(SMALL.records["63709"])}
    spoken = {reason["fact"] for side in ("for", "against") for reason in told[side]}
    assert set(told["unknown"]) == settled - spoken


def test_what_is_called_unclear_is_neither_for_nor_against():
    """A fact that is given as null counts for no code and is not listed as untold."""
    told = item(suggest(laminectomy=None), "63709")
    assert all("laminectomy" not in [reason["fact"] for reason in told[side]] for side in ("for", "against"))
    assert "laminectomy" not in told["unknown"]


def test_facts_given_outright_override_the_note():
    """What a caller knows comes before what the note says, and has no words."""
    text = LEAK + "A laminectomy was done."
    assert codes(suggest(text))[0] == "63709"
    told = suggest(text, laminectomy=["false"], bone_removal=["none"])
    assert codes(told)[0] == "63707"
    assert {"fact": "laminectomy", "case": ["false"], "code": False, "words": []} in item(told, "63707")["for"]
    assert {"fact": "laminectomy", "case": ["false"], "code": True, "words": []} in item(told, "63709")["against"]


def test_facts_that_contradict_each_other_are_answered():
    """A lamina that is removed while no bone is has candidates all the same, and each tells what speaks against it."""
    told = suggest(laminectomy=["true"], bone_removal=["none"])
    for candidate in told["items"]:
        if candidate["code"] in ("63707", "63709"):
            assert (
                len([reason for reason in candidate["against"] if reason["fact"] in ("laminectomy", "bone_removal")])
                == 1
            )


def test_several_values_of_a_fact_mean_any_of_them():
    """A case of one region or the other fits codes of either."""
    for region in ("lumbar", "cervical"):
        told = item(suggest(region=["lumbar", "cervical"]), "63709")
        assert region in next(reason["case"] for reason in told["for"] if reason["fact"] == "region")


def test_scores_fall_and_lie_between_0_and_1():
    """The best comes first, and no score is certain."""
    scores = [candidate["score"] for candidate in suggest(LEAK)["items"]]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)


def test_ties_are_broken_by_code():
    """Codes of which nothing is told apart come in the order of their codes, whatever order they were read in."""
    records = [ProcedureSchema().load(smallest_record(code=code)) for code in ("10003", "0275T", "10001", "10002")]
    told = Suggester(records, small_lexicon()).suggest("laminectomy", {}, 10)
    assert codes(told) == ["0275T", "10001", "10002", "10003"]
    assert len({candidate["score"] for candidate in told["items"]}) == 1


def test_retired_codes_are_never_suggested():
    """A code that may not be reported is no candidate, however well it fits."""
    retired = [code for code, record in SMALL.records.items() if record.status == "retired"]
    assert retired
    for code in retired:
        facts = {name: sorted(fact.settle(SMALL.records[code])) or None for name, fact in FACTS.items()}
        assert not set(retired) & set(codes(SUGGESTER.suggest(SMALL.records[code].title, facts, 50)))


def test_the_limit_is_kept_and_changes_nothing_else():
    """Fewer candidates are the first of more, and the question stays the same."""
    whole = suggest(LEAK, limit=50)
    assert len(whole["items"]) == sum(record.status == "active" for record in SMALL.records.values())
    for limit in (1, 3):
        told = suggest(LEAK, limit=limit)
        assert told["items"] == whole["items"][:limit]
        assert told["ask_next"] == whole["ask_next"]


def test_the_question_separates_the_leaders():
    """A leak with nothing said of the lamina is asked about it, and each answer leaves its code."""
    told = suggest(LEAK + "It is unclear if a laminectomy was done.")
    assert told["ask_next"]["fact"] == "laminectomy"
    left = {answer["value"]: answer["codes"] for answer in told["ask_next"]["answers"]}
    assert "63709" in left["true"]
    assert "63707" not in left["true"]
    assert "63707" in left["false"]
    assert "63709" not in left["false"]


def test_the_add_on_of_a_code_that_is_already_reported_is_looked_for():
    """A note that names a code as reported is about its add-on, not about the code again."""
    primary = ProcedureSchema().load(smallest_record(code="10001"))
    add_on = ProcedureSchema().load(
        smallest_record(code="10002", reporting={"unit": "procedure", "add_on": True, "primary_codes": ["10001"]})
    )
    suggester = Suggester([primary, add_on], small_lexicon())
    assert codes(suggester.suggest("A procedure", {}, 5)) == ["10001", "10002"]
    beside = suggester.suggest("A procedure, 10001 is being reported", {"add_on": None}, 5)
    assert (
        item(beside, "10002")["score"] > item(suggester.suggest("A procedure", {"add_on": None}, 5), "10002")["score"]
    )
    assert codes(suggester.suggest("beside 10001", {"add_on": None}, 5)) == ["10002", "10001"]


def test_an_answer_is_the_same_every_time(shipped_examination):
    """Two services over the same set answer alike, to the last digit, in whatever order the records were read."""
    records = list(shipped_examination.records.values())
    one, other = (Suggester(order, shipped_examination.lexicon) for order in (records, records[::-1]))
    for text, _ in FIRST:
        assert one.suggest(text, {}, 50) == one.suggest(text, {}, 50) == other.suggest(text, {}, 50)


def test_a_set_without_active_records_has_no_candidates():
    """Nothing to choose from is an empty answer without a question."""
    assert Suggester([], small_lexicon()).suggest("laminectomy", {}, 5) == {"items": [], "ask_next": None}


def test_every_shipped_code_leads_with_its_own_facts(shipped, shipped_suggester):
    """A case given all that a shipped code settles, and nothing else, has this code among the first three."""
    for code, record in shipped.items():
        if record.status == "active":
            facts = {name: sorted(settled) for name, fact in FACTS.items() if (settled := fact.settle(record))}
            told = shipped_suggester.suggest("", facts, 3)
            assert code in codes(told)
            assert item(told, code)["against"] == []


def check(answer, text):
    """Check what holds of every answer."""
    scores = [candidate["score"] for candidate in answer["items"]]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    for candidate in answer["items"]:
        sides = [reason["fact"] for side in ("for", "against") for reason in candidate[side]]
        assert len({*sides, *candidate["unknown"]}) == len(sides) + len(candidate["unknown"])
        for side in ("for", "against"):
            for reason in candidate[side]:
                assert reason["case"]
                assert all(words in text for words in reason["words"])
    asked = answer["ask_next"]
    assert asked is None or len(asked["answers"]) > 1


FACTS_OF_A_CASE = st.fixed_dictionaries(
    {},
    optional={
        name: st.none()
        | st.lists(
            st.sampled_from((*fact.words, "true", "false") if name in YES_OR_NO else fact.words), min_size=1, max_size=3
        )
        for name, fact in FACTS.items()
    },
)
"""Any facts that may be given, contradictory ones among them."""


@given(
    weights=st.lists(st.sampled_from([0.0, 1.0, 1.0000004, 1.0000005, 1.0000006, 2.5, -3.0]), max_size=40),
    most=st.integers(1, 50),
)
def test_the_greatest_weights_come_first(weights, most):
    """Weights are compared as Python rounds them, and equal ones stand as they did."""
    expected = sorted(((place, round(weight, 6)) for place, weight in enumerate(weights)), key=lambda pair: -pair[1])
    assert first(np.array(weights), most) == expected[:most]


def one_by_one(records, lexicon, text, facts):
    """Return codes and weights, the weightiest first, each record weighed alone."""
    note = Reader(lexicon).read(text)
    case = {**known([*note.findings, *counted(text, note)]), **casefacts.given(facts)}
    likeness, codes_of_text = Likeness(records), {token.word.upper() for token in note.tokens if len(token.word) == 5}
    shares, named = likeness.shares(note.current()), likeness.named(note.today())
    found = []
    for place, record in enumerate(records):
        weight = weigh(case, profile(record)) + WORDS * float(shares[place])
        weight += NAMED * min(int(named[place]), LONGEST_NAME)
        if record.code in codes_of_text:
            weight -= ALREADY
        elif set(record.reporting.primary_codes) & codes_of_text:
            weight += ALREADY
        found.append((record.code, round(weight, 6)))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


@settings(max_examples=60)
@given(
    numbers=st.sets(st.integers(0, len(CASES) - 1), max_size=3),
    words=st.lists(st.sampled_from(["no", "unclear", ".", "63047", "63709", "L4-5", "graft", "csf leak repair"])),
    facts=FACTS_OF_A_CASE,
)
def test_all_records_at_once_rank_as_one_by_one(shipped_examination, shipped_suggester, numbers, words, facts):
    """Weighed record by record, the shipped set comes in the same order with the same scores."""
    records = [record for record in shipped_examination.records.values() if record.status == "active"]
    text = " ".join([*(CASES[number]["text"] for number in sorted(numbers)), *words])
    expected = one_by_one(records, shipped_examination.lexicon, text, facts)[:50]
    told = shipped_suggester.suggest(text, facts, 50)["items"]
    assert [item["code"] for item in told] == [code for code, _ in expected]
    assert [item["score"] for item in told] == [
        round(1 / (1 + math.exp((MIDDLE - weight) / SPREAD)), 4) for _, weight in expected
    ]


@given(text=st.text(max_size=300), facts=FACTS_OF_A_CASE)
def test_any_case_has_an_answer(shipped_suggester, text, facts):
    """Whatever is told of a case, there are candidates in order, with words of the text."""
    answer = shipped_suggester.suggest(text, facts, 5)
    assert len(answer["items"]) == 5
    check(answer, text)


@given(
    drawn=record_sets(most=6),
    words=st.lists(
        st.sampled_from(
            ["no", "prior", "laminectomy", "L4-5", "T1", "unclear", ",", ".", "graft", "shunt", "two", "levels", "6 cm"]
        ),
        max_size=20,
    ),
    facts=FACTS_OF_A_CASE,
)
def test_any_records_can_be_suggested(drawn, words, facts):
    """Whatever the records and the case, active records are suggested, each once."""
    records = [ProcedureSchema().load(one) for one in drawn]
    text = " ".join(words)
    answer = Suggester(records, small_lexicon()).suggest(text, facts, 50)
    assert sorted(codes(answer)) == sorted(record.code for record in records if record.status == "active")
    check(answer, text)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 20_000,
        "laminectomy " * 1600,
        "no " * 6600,
        "L4-5 " * 4000,
        "lamina" + "a" * 19_990,
        ", " * 10_000,
        "\n" * 20_000,
        " -" * 10_000,
        "(" * 20_000,
        "\u0130" * 10_000,
        "\u692e\u5f13\u5207\u9664" * 1600,
        "\x00" * 20_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_the_longest_notes_are_answered(shipped_suggester, text):
    """Twenty thousand bytes of one thing have an answer as any other note."""
    answer = shipped_suggester.suggest(text, {}, 5)
    assert len(answer["items"]) == 5
    check(answer, text)
