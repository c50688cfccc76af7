"""Which records hold these words, and how well do they fit? The full-text index of a set: SQLite FTS5."""

import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from schemas.facts import FACTS, NONE
from schemas.procedure import Procedure
from schemas.vocabulary import NOT_SPECIFIED
from service.database import Database
from service.spelling import Spelling

BEGIN, END = "\x02", "\x03"
"""What stands around a word that was found; no record holds a control character."""

ADD_ON_COUNTS = 0.9
"""How much of its BM25 an add-on keeps: it is never reported alone, and its short text would put it first."""

# A diagnosis keeps its dot, so that its two halves are looked for side by side.
_WORD = re.compile(r"[A-Z][0-9][0-9A-Z]\.[0-9A-Z]{1,4}(?![^\W_])|[^\W_]+", re.IGNORECASE)
_NOTHING = frozenset({NONE, NOT_SPECIFIED})

MOST_SPELT = 1024
"""Values of one fact whose words are remembered, at most; the shipped records have a few dozen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A part of a record that is searched: its name, how much a word in it weighs, and its passages, one a line."""

    name: str
    weight: float
    read: Callable[[Procedure], Iterable[str]]


def _fact(name: str, weight: float) -> Field:
    """Describe a fact that is searched by its words; what a record leaves open has none."""
    read = FACTS[name].read

    @lru_cache(MOST_SPELT)
    def spelt(words: tuple[str, ...]) -> tuple[str]:
        return (", ".join(word.replace("-", " ") for word in words if word not in _NOTHING),)

    return Field(name=name, weight=weight, read=lambda record: spelt(read(record)))


def _sentences(summary: str) -> list[str]:
    """Return the sentences of a summary, which is one line; quicker than to look for all marks at once."""
    for mark in ".?!":
        summary = summary.replace(f"{mark} ", f"{mark}\n")
    return summary.split("\n")


FIELDS = (
    Field(name="title", weight=12, read=lambda record: (record.title,)),
    Field(name="synonyms", weight=10, read=lambda record: record.synonyms),
    Field(name="indications", weight=3, read=lambda record: record.indications),
    # A summary names the neighbours and what is different there; it weighs little.
    Field(name="summary", weight=1, read=lambda record: _sentences(record.summary)),
    Field(name="steps", weight=0.5, read=lambda record: record.approach.steps),
    Field(name="family", weight=4, read=lambda record: (record.family.replace("-", " "),)),
    _fact("region", 6),
    _fact("pathology", 6),
    _fact("device", 4),
    _fact("bone_removal", 4),
    _fact("compartment", 2),
    _fact("access", 2),
    _fact("route", 2),
    _fact("root_operation", 2),
    Field(name="diagnoses", weight=4, read=lambda record: (", ".join(record.diagnoses),)),
    Field(name="icd10pcs", weight=4, read=lambda record: (", ".join(record.icd10pcs),)),
)
"""Every part of a record that is searched, in the order in which matches are told."""

MOST_HELD = 2**25
"""Bytes of an index that are gathered before they are written: at least all of it, or parts have to be merged."""

_STEMMED = "tokenize = 'porter unicode61 remove_diacritics 2'"
_AS_SPELT = "tokenize = 'unicode61 remove_diacritics 0', content = '', detail = none"  # to be counted, not to be asked
_NAMES = ", ".join(field.name for field in FIELDS)
# A row's number is twice the place of its record, and odd for an add-on: so the order needs no look into the row.
_BM25 = f"bm25(records, {', '.join(str(field.weight) for field in FIELDS)}) * iif(rowid & 1, {ADD_ON_COUNTS}, 1)"
_MARKED = ", ".join(f"highlight(records, {place}, char(2), char(3))" for place in range(len(FIELDS)))


def words_of(text: str) -> list[str]:
    """Return the words of a text, in order: letters and digits, and diagnoses such as G96.02."""
    return _WORD.findall(text)


def any_form_of(word: str) -> str:
    """Return the expression for one word in all its forms, be it singular, plural or with another ending."""
    return '"' + word.replace('"', '""') + '"'


def within(fields: Iterable[str], expression: str) -> str:
    """Return the expression for what stands in one of these fields."""
    return f"{{{' '.join(fields)}}} : ({expression})"


def every(expressions: Iterable[str]) -> str:
    """Return the expression for records that all of these find."""
    return " AND ".join(f"({expression})" for expression in expressions)


def some(expressions: Iterable[str]) -> str:
    """Return the expression for records that any of these finds."""
    return " OR ".join(f"({expression})" for expression in expressions)


@dataclass(frozen=True, slots=True)
class Index:
    """The words of a set of records, as they can be sent from one process to another.

    Attributes:
        size: how many records there are.
        whole: the database as SQLite serializes it.
        frequencies: by word of the texts that is all letters, in lower case, how many records hold it; in order.
        spelling: these words, ready to be compared with others.
    """

    size: int
    whole: bytes
    frequencies: Mapping[str, int]
    spelling: Spelling


def index_of(records: Sequence[Procedure], meanwhile: Callable[[], None] = lambda: None) -> Index:
    """Return the words of a set of records.

    Args:
        records: the set.
        meanwhile: what there is to do while the index is made, for which SQLite needs no interpreter.
    """
    rows = (("\n".join(field.read(record)) for field in FIELDS) for record in records)
    numbers = (2 * place + record.reporting.add_on for place, record in enumerate(records))
    # The thread is gone, and what failed in it raised, when this is done: no worker may be forked beside one.
    with closing(_laid_out(numbers, rows)) as connection, ThreadPoolExecutor(1) as beside:
        indexing = beside.submit(_indexed, connection)
        meanwhile()
        whole, frequencies = indexing.result()
    return Index(len(records), whole, frequencies, Spelling(tuple(frequencies)))


class Fulltext:
    """A set of records that is asked by words, each record known by its place in the set.

    Args:
        made: the words of the set.

    Attributes:
        frequencies: by word of the texts that is all letters, in lower case, how many records hold it; in order.
        vocabulary: these words.
        spelling: the vocabulary, ready to be compared with words that are not in it.
    """

    def __init__(self, made: Index) -> None:
        self._size = made.size
        self.frequencies, self.spelling, self.vocabulary = made.frequencies, made.spelling, made.spelling.words
        self._database = Database(made.whole)

    def close(self) -> None:
        """Close the database; it is opened again by the next question."""
        self._database.close()

    def forms(self, word: str) -> tuple[str, ...]:
        """Return the words of the texts that are a form of `word`, in order; none where no record holds any.

        A diagnosis with its dot has no form but itself.
        """
        if "." in word:
            return (word.lower(),) if self.matching(any_form_of(word)) else ()
        found = self._database.ask("SELECT word FROM words WHERE words MATCH ? ORDER BY word", any_form_of(word))
        return tuple(form for (form,) in found)

    def matching(self, expression: str) -> int:
        """Return the records that an expression finds, as a set of bits: bit n stands for the nth record."""
        [(found,)] = self._database.ask("SELECT group_concat(rowid / 2) FROM records WHERE records MATCH ?", expression)
        # An array: thousands of numbers as objects would lie in memory all over, and make it the process's own.
        bits = np.zeros(self._size, dtype=np.uint8)
        bits[np.fromstring(found or "", dtype=np.int64, sep=",")] = 1
        return int.from_bytes(np.packbits(bits, bitorder="little").tobytes(), "little")

    def ranked(self, expression: str, most: int) -> Sequence[int]:
        """Return the places of the `most` records that fit an expression best by weighted BM25, equals in order."""
        statement = f"SELECT rowid / 2 FROM records WHERE records MATCH ? ORDER BY {_BM25}, rowid LIMIT ?"  # noqa: S608
        return self._database.numbers(statement, expression, most)

    def marked(self, expression: str, places: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Return the fields of records that an expression finds, with BEGIN and END around every word found."""
        wanted = ", ".join(f"{2 * place}, {2 * place + 1}" for place in places)
        # The plus keeps SQLite from looking for the expression anew at every number.
        statement = f"SELECT rowid / 2, {_MARKED} FROM records WHERE records MATCH ? AND +rowid IN ({wanted})"  # noqa: S608
        return {place: tuple(fields) for place, *fields in self._database.ask(statement, expression)}


def _laid_out(numbers: Iterable[int], rows: Iterable[Iterable[str]]) -> sqlite3.Connection:
    """Return a database with the rows by their numbers, ready to be indexed in whichever thread."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("ATTACH ':memory:' AS beside")
    connection.execute(f"CREATE VIRTUAL TABLE records USING fts5({_NAMES}, {_STEMMED})")
    connection.execute(f"CREATE VIRTUAL TABLE words USING fts5(word, {_STEMMED}, columnsize = 0)")
    connection.execute(f"CREATE VIRTUAL TABLE beside.spelt USING fts5({_NAMES}, {_AS_SPELT})")
    connection.execute("CREATE VIRTUAL TABLE beside.counted USING fts5vocab(spelt, row)")
    for table in ("records", "words", "spelt"):
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', {MOST_HELD})")  # noqa: S608
    connection.execute(f"CREATE TABLE beside.laid_out (number INTEGER PRIMARY KEY, {_NAMES})")
    values = ", ".join("?" for _ in FIELDS)
    connection.executemany(
        f"INSERT INTO beside.laid_out VALUES (?, {values})",  # noqa: S608
        ((number, *row) for number, row in zip(numbers, rows, strict=True)),
    )
    return connection


def _indexed(connection: sqlite3.Connection) -> tuple[bytes, dict[str, int]]:
    """Return the database when its rows are indexed, as bytes, and in how many rows each word of letters is, in order.

    SQLite does it in few long statements, during which it lets other threads have the interpreter.
    """
    for table in ("records", "beside.spelt"):
        connection.execute(f"INSERT INTO {table} (rowid, {_NAMES}) SELECT * FROM beside.laid_out")  # noqa: S608
    connection.execute("INSERT INTO words (word) SELECT term FROM beside.counted")
    # Blanks and commas stand in no word.
    [(words, counts)] = connection.execute("SELECT group_concat(term, ' '), group_concat(doc) FROM beside.counted")
    connection.commit()
    connection.execute("DETACH beside")  # what was laid out takes no room any more
    for table in ("records", "words"):
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608
    connection.commit()
    counted = zip(words.split(" "), map(int, counts.split(",")), strict=True) if words else ()
    return connection.serialize(), {word: count for word, count in counted if word.isalpha()}
