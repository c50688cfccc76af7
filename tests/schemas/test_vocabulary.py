"""Are the closed lists whole, clear and consistent?"""

import re

import pytest

from schemas.facts import FACTS
from schemas.vocabulary import ALL_AT_ONCE, COVERS, INVERSE, NOT_SPECIFIED, VOCABULARIES, WRITTEN_RELATIONSHIPS

EVERY_WORD = [(field, word) for field, meanings in VOCABULARIES.items() for word in meanings]


@pytest.mark.parametrize(("field", "word"), EVERY_WORD)
def test_a_word_is_spelt_in_lower_case_with_hyphens_and_has_a_meaning(field: str, word: str) -> None:
    """Every value is a slug with a one-line meaning that is more than the word itself."""
    meaning = VOCABULARIES[field][word]
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", word)
    assert meaning == meaning.strip()
    assert "\n" not in meaning
    assert not meaning.endswith(".")
    assert len(meaning.split()) > 1


@pytest.mark.parametrize("field", VOCABULARIES)
def test_no_two_words_of_a_list_mean_the_same(field: str) -> None:
    """Within a list, each meaning stands once."""
    meanings = list(VOCABULARIES[field].values())
    assert len(set(meanings)) == len(meanings)


def test_the_lists_cannot_be_changed() -> None:
    """A vocabulary, its words and the table of inverses are read-only."""
    for mapping in (VOCABULARIES, VOCABULARIES["route"], INVERSE, COVERS):
        with pytest.raises(TypeError):
            mapping["new"] = "word"  # type: ignore[index]


def test_every_relationship_has_an_inverse_that_leads_back() -> None:
    """The inverse of an inverse is the relationship itself, and no relationship lacks one."""
    assert set(INVERSE) == set(VOCABULARIES["relationship"])
    assert all(INVERSE[INVERSE[word]] == word for word in INVERSE)


def test_a_meaning_says_the_same_as_that_of_its_inverse_with_the_ends_exchanged() -> None:
    """A relationship that is its own inverse names both codes; every other has a sentence about A and B."""
    for word, meaning in VOCABULARIES["relationship"].items():
        assert re.search(r"\bA\b", meaning), word
        assert re.search(r"\bB\b", meaning), word


def test_a_file_holds_at_most_one_direction_of_each_relationship() -> None:
    """No written relationship is the inverse of another one, its own inverse apart."""
    for word in WRITTEN_RELATIONSHIPS:
        assert INVERSE[word] == word or INVERSE[word] not in WRITTEN_RELATIONSHIPS


def test_what_other_fields_say_is_not_written_as_an_edge() -> None:
    """Only add-on-to and replaced-by, and their inverses, cannot be written in either direction."""
    either = {*WRITTEN_RELATIONSHIPS, *(INVERSE[word] for word in WRITTEN_RELATIONSHIPS)}
    assert set(INVERSE) - either == {"add-on-to", "has-add-on", "replaced-by", "replaces"}


@pytest.mark.parametrize("field", COVERS)
def test_a_wide_word_covers_narrower_words_of_its_own_list(field: str) -> None:
    """What a wide word covers stands in the same list, is not the word itself, and covers nothing further."""
    for wide, narrow in COVERS[field].items():
        assert wide in VOCABULARIES[field]
        assert set(narrow) <= set(VOCABULARIES[field]) - {wide, NOT_SPECIFIED}
        assert len(set(narrow)) == len(narrow) > 1
        assert not set(narrow) & set(COVERS[field])


@pytest.mark.parametrize("field", ["access", "route", "compartment", "device"])
def test_a_word_that_joins_two_with_or_covers_both(field: str) -> None:
    """A word of a covering list that says "or" is found by its narrower words."""
    joined = {word for word in VOCABULARIES[field] if "-or-" in word and not word.startswith("via-")}
    assert joined - {"transperitoneal-or-retroperitoneal"} <= set(COVERS[field])


def test_unknown_is_a_word_wherever_a_record_must_choose_one() -> None:
    """Every list from which a fact must take one word lets it say that this is not known; the unit is always known."""
    single = ("laminectomy.role", "reoperation", "imaging_guidance", "graft", "device", "access", "route")
    for field in (*single, "compartment", "laterality"):
        assert NOT_SPECIFIED in VOCABULARIES[field]


def test_every_covering_list_is_a_fact() -> None:
    """Only facts can be searched for, so only facts have words that cover others."""
    assert set(COVERS) <= set(FACTS)


def test_words_that_stand_for_all_at_once_cover_others() -> None:
    """Only a wide word can stand for its narrower ones together, and it joins them with "and"."""
    wide = {word for covers in COVERS.values() for word in covers}
    assert {word for word in wide if "-and-" in word} == ALL_AT_ONCE
