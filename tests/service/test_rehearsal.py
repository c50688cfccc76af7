"""Is every kind of request rehearsed before workers are forked, and does that leave no trace?"""

import logging

from service import logs
from service.app import create_app
from service.catalogue import Catalogue
from service.loading import load
from service.rehearsal import rehearse
from service.serving import Server
from service.settings import Settings
from service.web.journal import TOLD
from tests.running import RECORDS

UNREHEARSED = {"/metrics", "/openapi.json", "/docs", "/problems", "/problems/<name>", "/v1/families/<family>"}
"""Routes that are seldom asked for, or tell of what has been asked."""


def test_every_route_is_rehearsed() -> None:
    """Each route that is asked often answers at least one of the requests, and none fails."""
    app = create_app(Catalogue(load(RECORDS)), Settings())
    asked, told = set(), []

    def listening(environ, start_response):
        answer = app(environ, lambda status, headers, *more: told.append(status) or start_response(status, headers))
        asked.add(environ[TOLD][0])
        return answer

    rehearse(listening, tuple(Catalogue(load(RECORDS))))
    routes = {rule.rule for rule in app.url_map.iter_rules() if not rule.rule.startswith("/docs")}
    assert routes - asked <= UNREHEARSED
    assert not [status for status in told if status >= "5"]


def test_no_request_reads_a_record() -> None:
    """Everything is read off the answers, since records lie scattered over memory that processes share."""
    catalogue = Catalogue(load(RECORDS))
    app, told = create_app(catalogue, Settings()), []
    catalogue._shelf.records = ()

    def listening(environ, start_response):
        return app(environ, lambda status, headers, *more: told.append(status) or start_response(status, headers))

    rehearse(listening, tuple(catalogue))
    family = app.test_client().get(f"/v1/families/{catalogue.words('family')[0]}")
    assert family.status_code == 200
    assert told
    assert not [status for status in told if status >= "5"]


def test_a_rehearsal_leaves_no_trace(monkeypatch, caplog) -> None:
    """A server that was made has told of no request and counts from nothing, has no database open, and tells again."""
    lines: list[str] = []
    monkeypatch.setattr(logs._LINES, "tell", lines.append)
    caplog.set_level(logging.INFO, logs.REQUESTS.name)
    server = Server(Catalogue(load(RECORDS)), Settings())
    journal, held = server.application.extensions["journal"], server.application.extensions["codebook"]
    assert lines == []
    assert [sample for metric in journal.metrics.requests.collect() for sample in metric.samples] == []
    assert held.search._fulltext._database._opened is None
    server.application.test_client().get("/livez")
    assert len(lines) == 1
