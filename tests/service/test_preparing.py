"""Is a set found in the same way, whichever process has prepared it?"""

import json
from functools import partial
from pathlib import Path

import pytest

import service.beside
from schemas.lexicon import Lexicon
from service.app import create_app
from service.beside import MANY, beside
from service.catalogue import Catalogue
from service.loading import load
from service.preparing import prepare
from service.settings import Settings, shipped_fixtures
from tests.benchmarks import synthetic
from tests.running import serving

SEARCHES = ("leak", "psuedomeningocele repair L4-5", "637", "lamina", "G96.02", "nothing of the kind")
NOTE = "Dural tear at L4-5, 2 cm, sewn primarily without a graft. Redo laminectomy, 63030 was done before."


def test_what_was_prepared_beside_finds_the_same(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Searches and suggestions are answered to the last byte as by an application that prepared all of it itself."""
    monkeypatch.setattr(service.beside, "_possible", lambda: True)
    examination = load(shipped_fixtures())
    records, lexicon = tuple(examination.records.values()), examination.lexicon
    prepared = beside(partial(prepare, records, lexicon), MANY)
    catalogue = Catalogue(examination)
    one, other = (
        create_app(catalogue, Settings(), None, waits).test_client()
        for waits in (prepared, partial(prepare, records, lexicon))
    )
    assert "beside failed" not in capfd.readouterr().err
    for text in SEARCHES:
        asked = {"q": text, "facets": "true"}
        assert one.get("/v1/search", query_string=asked).data == other.get("/v1/search", query_string=asked).data
    for text in (NOTE, *(record.summary for record in records[::20])):
        told = [client.post("/v1/candidates", json={"text": text}) for client in (one, other)]
        assert told[0].data == told[1].data
        assert told[0].json["items"]


def test_a_large_set_is_served_like_a_small_one(tmp_path: Path) -> None:
    """A server with so many records that another process prepares them answers as an application made here."""
    synthetic.write(tmp_path, MANY)
    examination = load(tmp_path)
    catalogue = Catalogue(examination)
    client = create_app(catalogue, Settings()).test_client()
    record = next(iter(catalogue.values())).record
    with serving(fixtures=tmp_path) as server:
        for target in (f"/v1/codes/{record.code}", f"/v1/search?q={record.title.split()[0]}", "/readyz", "/v1/dataset"):
            assert server.ask(target).json == client.get(target).json
        asked = {"text": record.summary}
        headers = {"Content-Type": "application/json"}
        answer = server.ask("/v1/candidates", "POST", headers=headers, body=json.dumps(asked).encode())
        assert answer.json == client.post("/v1/candidates", json=asked).json
        assert answer.json["items"]


def test_nothing_is_prepared_of_nothing() -> None:
    """An empty set has no words and no candidates."""
    made = prepare((), Lexicon())
    assert (made.index.size, made.index.frequencies) == (0, {})
    assert made.suggester.suggest("leak", {}, 5)["items"] == []
