"""Does the index find words in every form, from any process and any thread?"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import active_count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import service.fulltext
from schemas.findings import SEARCHED
from schemas.procedure import Procedure
from schemas.written import ProcedureSchema
from service.fulltext import BEGIN, END, FIELDS, Fulltext, any_form_of, every, index_of, some, within, words_of
from tests.examples import smallest_record


def record(code: str = "10001", **changes: Any) -> Procedure:
    return ProcedureSchema().load(smallest_record(code=code, **changes))


@pytest.fixture
def index() -> Fulltext:
    records = [
        record("10001", title="Repair of a leak"),
        record("10002", title="Shunt", synonyms=["leaking repaired"]),
        record("10003", title="Fusion", summary="Not for leaks."),
    ]
    return Fulltext(index_of(records))


def test_a_word_is_found_in_every_form(index: Fulltext) -> None:
    """Plurals and other endings of a word find the same records."""
    for word in ("leak", "Leaks", "LEAKING"):
        assert index.matching(any_form_of(word)) == 0b111
        assert index.forms(word) == ("leak", "leaking", "leaks")
    assert index.forms("blood") == ()


def test_expressions_are_joined(index: Fulltext) -> None:
    """Records can be asked to hold every word, some word, or a word in certain fields."""
    leak, shunt = any_form_of("leak"), any_form_of("shunt")
    assert index.matching(every([leak, shunt])) == 0b010
    assert index.matching(some([shunt, any_form_of("fusion")])) == 0b110
    assert index.matching(within(("title", "synonyms"), leak)) == 0b011
    assert index.matching(any_form_of("nothing of the kind")) == 0


def test_a_title_weighs_more_than_a_synonym_and_that_more_than_a_summary(index: Fulltext) -> None:
    """Records that hold a word are ranked by where they hold it."""
    assert list(index.ranked(any_form_of("leak"), 3)) == [0, 1, 2]
    assert list(index.ranked(any_form_of("leak"), 1)) == [0]


def test_an_add_on_comes_after_its_equals() -> None:
    """Of two records with the same words, the add-on comes second, since it is never reported alone."""
    add_on = {"unit": "procedure", "add_on": True, "primary_codes": ["10009"]}
    others = [record(f"1001{number}", title="Another thing") for number in range(5)]
    index = Fulltext(
        index_of([record("10001", title="Leak", reporting=add_on), record("10002", title="Leak"), *others])
    )
    assert list(index.ranked(any_form_of("leak"), 9)) == [1, 0]


def test_equals_keep_the_order_of_the_set() -> None:
    """Records that fit equally well stand as they do in the set."""
    index = Fulltext(index_of([record(f"1000{number}", title="Leak") for number in range(9)]))
    assert list(index.ranked(any_form_of("leak"), 9)) == list(range(9))


def test_what_was_found_is_marked(index: Fulltext) -> None:
    """The fields of a record come with a mark around every word found, and only of records that hold one."""
    marked = index.marked(some([any_form_of("leak")]), [1, 2])
    assert marked.keys() == {1, 2}
    assert dict(zip([field.name for field in FIELDS], marked[1], strict=True))["synonyms"] == (
        f"{BEGIN}leaking{END} repaired"
    )
    assert index.marked(any_form_of("shunt"), [0]) == {}


def test_no_text_can_hold_a_mark(folder: Callable[..., Any]) -> None:
    """The characters that mark a word are refused in a record, so no text can look like one that was found."""
    faults = ProcedureSchema().validate(smallest_record(title=f"a {BEGIN}title{END}"))
    assert "title" in faults


def test_the_fields_searched_are_those_described() -> None:
    """The description of an answer names every field that is searched, in the order of matches."""
    assert tuple(field.name for field in FIELDS) == SEARCHED


@given(st.lists(st.lists(st.text("aB1\u00e9", min_size=1, max_size=3), max_size=9), max_size=4))
def test_words_are_counted_once_a_record(texts: list[list[str]]) -> None:
    """Of every word of letters it is known, in lower case, how many records hold it; no two are taken as one."""
    records = [record(f"1000{number}", title="(" + ", ".join(words) + ").") for number, words in enumerate(texts)]
    held = [
        {word.lower() for field in FIELDS for word in words_of("\n".join(field.read(each))) if word.isalpha()}
        for each in records
    ]
    index = Fulltext(index_of(records))
    assert index.frequencies == Counter(word for words in held for word in words)
    assert index.vocabulary == tuple(sorted(index.frequencies))


def test_a_diagnosis_has_no_form_but_itself() -> None:
    """A diagnosis is a word with its dot; each half of it is one too."""
    index = Fulltext(index_of([record(diagnoses=["G96.02"])]))
    assert index.forms("G96.02") == index.forms("g96.02") == ("g96.02",)
    assert index.forms("G96.00") == index.forms("G96.0") == ()
    assert index.forms("G96") == ("g96",)


def test_an_empty_set_finds_nothing() -> None:
    """An index of no records answers, with nothing."""
    index = Fulltext(index_of([]))
    assert index.forms("leak") == ()
    assert index.matching(any_form_of("leak")) == 0
    assert list(index.ranked(any_form_of("leak"), 5)) == []


def test_the_facts_of_a_record_are_words_too() -> None:
    """A record is found by the words of its facts, and not by the words for what it leaves open."""
    index = Fulltext(index_of([record(pathology=["csf-leak"], approach={"access": "open", "route": "not-specified"})]))
    assert index.matching(within(("pathology",), any_form_of("leak"))) == 1
    assert index.matching(any_form_of("specified")) == 0


def test_every_sentence_of_a_summary_is_a_passage() -> None:
    """A sentence ends where a blank follows its mark, and nowhere else."""
    index = Fulltext(index_of([record(summary="Leak of 0.5 mm?  Yes! Or no... perhaps. (See 63707.) It may leak.")]))
    [marked] = index.marked(any_form_of("leak"), [0]).values()
    assert dict(zip([field.name for field in FIELDS], marked, strict=True))["summary"].split("\n") == [
        f"{BEGIN}Leak{END} of 0.5 mm?",
        " Yes!",
        "Or no...",
        "perhaps.",
        f"(See 63707.) It may {BEGIN}leak{END}.",
    ]


def test_no_thread_is_left_when_an_index_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes are forked once it is made, and what fails in the thread fails for who makes the index."""
    before = active_count()
    Fulltext(index_of([record()]))
    assert active_count() == before
    monkeypatch.setattr(service.fulltext, "_indexed", lambda connection: connection.execute("SELECT nowhere"))
    with pytest.raises(Exception, match="nowhere"):
        Fulltext(index_of([record()]))
    assert active_count() == before


def test_something_is_done_while_an_index_is_made() -> None:
    """It is done once, before the index can be asked; what fails in it is raised, and leaves no thread."""
    done: list[int] = []
    made = Fulltext(index_of([], lambda: done.append(active_count())))
    assert len(done) == 1
    assert made.matching('"a"') == 0
    before = active_count()
    with pytest.raises(ZeroDivisionError):
        index_of([], lambda: done.append(1 // 0))
    assert active_count() == before


def test_threads_may_ask_at_once(index: Fulltext) -> None:
    """Many threads get the answers that one gets."""
    expression = any_form_of("leak")
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(lambda _: (index.matching(expression), list(index.ranked(expression, 3))), range(200))
        )
    assert set(map(str, answers)) == {str((0b111, [0, 1, 2]))}


def test_the_database_can_only_be_read(index: Fulltext) -> None:
    """A connection refuses to change what is served."""
    index.forms("leak")
    assert index._database._opened is not None
    with pytest.raises(Exception, match="readonly"):
        index._database._opened.connection.execute("DELETE FROM records")
