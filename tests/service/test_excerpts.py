"""Is it told truly, and safely, where the words were found?"""

from service.excerpts import LONGEST, matches, meanings, snippet
from service.fulltext import BEGIN, END, FIELDS
from service.query import LEVEL, UNKNOWN, WORD, Term

LEAK = Term(given="Leaks", kind=WORD, words=("leak", "leaks"))
LAMINA = Term(given="laminectmy", kind=UNKNOWN, words=("laminectomy",))
LEVEL_4 = Term(given="L4-5", kind=LEVEL, words=("lumbar",), fields=("region",))


def mark(word):
    return BEGIN + word + END


def fields(**texts):
    return tuple(texts.get(field.name, "") for field in FIELDS)


def test_a_match_tells_what_was_looked_for_and_what_stands_there():
    """Each field tells its words: as they were given, and as they stand in it first."""
    marked = fields(
        title=f"{mark('Leak')} after {mark('laminectomy')}, {mark('leaks')}", region=f"thoracic, {mark('lumbar')}"
    )
    assert matches(marked, meanings((LEVEL_4, LEAK, LAMINA))) == [
        {"field": "title", "words": {"Leaks": "Leak", "laminectmy": "laminectomy"}},
        {"field": "region", "words": {"L4-5": "lumbar"}},
    ]


def test_a_word_that_fits_no_term_stands_for_itself():
    """What cannot be put down to a term is still told."""
    assert matches(fields(title=mark("Odd")), meanings((LEAK,))) == [{"field": "title", "words": {"odd": "Odd"}}]


def test_a_snippet_is_the_passage_that_holds_most():
    """Of all passages the one with most different words is shown, the first among equals."""
    marked = fields(
        title=f"A {mark('leak')}, a {mark('leak')}",
        synonyms=f"a {mark('leak')}\n{mark('leak')} and {mark('lamina')}",
        summary=f"{mark('Lamina')} or {mark('leak')}",
    )
    assert snippet(marked) == "<mark>leak</mark> and <mark>lamina</mark>"


def test_a_snippet_is_safe_as_content_of_html():
    """Whatever a record says is escaped, and only the marks are tags."""
    text = f"<script>alert(1)</script> & <mark>no</mark> {mark('leak')}"
    assert snippet((text,)) == (
        "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;mark&gt;no&lt;/mark&gt; <mark>leak</mark>"
    )


def test_a_long_passage_is_cut_around_what_was_found():
    """A snippet keeps so many words at most, with the first one found among them and no mark cut in two."""
    words = [f"w{number}" for number in range(200)]
    words[100] = mark("the leak")
    told = snippet((" ".join(words),))
    assert told.startswith("… w90 w91")
    assert "w99 <mark>the leak</mark> w101" in told
    assert told.endswith(" …")
    assert len(told.removeprefix("… ").removesuffix(" …").replace("the leak", "leak").split()) == LONGEST


def test_without_a_match_the_title_is_shown():
    """A record found by its code alone shows its title."""
    assert snippet(("Repair of a leak & more",)) == "Repair of a leak &amp; more"
