"""What do many tests need? The smallest record, and folders and catalogues made of records."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from schemas.lexicon import Lexicon, LexiconSchema
from schemas.registers import FamilySchema, SourceSchema
from schemas.written import ProcedureSchema
from service.catalogue import Catalogue
from service.loading import Examination
from tests.examples import Record, smallest_record

settings.register_profile(
    "codebook", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.register_profile("thorough", settings.get_profile("codebook"), max_examples=5000)
settings.load_profile("codebook")


@pytest.fixture(scope="session")
def smallest() -> Callable[..., Record]:
    """Return a function that makes the smallest valid record; keywords take the place of its fields."""
    return smallest_record


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that writes records, registers and any other file to a new folder and returns its path."""

    def write(
        *records: Record,
        sources: Sequence[Record] | None = None,
        families: Sequence[Record] | None = None,
        files: Mapping[str, Any] | None = None,
    ) -> Path:
        found: dict[str, Any] = {f"codes/{record['code']}.json": record for record in records}
        if sources is not None:
            found["sources.json"] = list(sources)
        if families is not None:
            found["families.json"] = list(families)
        root = tmp_path_factory.mktemp("fixtures")
        for name, content in {**found, **(files or {})}.items():
            place(root / name, content)
        return root

    return write


@pytest.fixture(scope="session")
def catalogue_of() -> Callable[..., Catalogue]:
    """Return a function that makes a catalogue of records and registers given as JSON values."""

    def make(
        *records: Record,
        sources: Sequence[Record] = (),
        families: Sequence[Record] | None = None,
        lexicon: Record | None = None,
    ) -> Catalogue:
        return Catalogue(
            Examination(
                records={record["code"]: ProcedureSchema().load(record) for record in records},
                sources={source["id"]: SourceSchema().load(source) for source in sources},
                families=None if families is None else {one["id"]: FamilySchema().load(one) for one in families},
                lexicon=Lexicon() if lexicon is None else LexiconSchema().load(lexicon),
                faults=(),
            )
        )

    return make


def place(path: Path, content: Any) -> None:
    """Make the file `path`: of bytes or text as they are, of JSON values, or by calling `content` with the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if callable(content):
        content(path)
    elif isinstance(content, bytes):
        path.write_bytes(content)
    else:
        text = content if isinstance(content, str) else json.dumps(content, indent=1)
        path.write_text(text, encoding="utf-8")
