"""How fast is the same service as Flask and marshmallow are mostly used? Schemas dump each answer, on gthread.

``python -m tests.benchmarks.peers.flasks PORT FOLDER``: gunicorn with one worker of eight threads.
"""

import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

from flask import Flask, abort, jsonify, request
from gunicorn.app.base import BaseApplication

from schemas.served import ServedProcedureSchema
from service.catalogue import Catalogue
from service.loading import load


def create_app(folder: Path) -> Flask:
    """Return the service."""
    app, catalogue, schema = Flask(__name__), Catalogue(load(folder)), ServedProcedureSchema()
    records = {
        code: {field.name: getattr(entry.record, field.name) for field in fields(entry.record)}
        | {"related_codes": entry.edges}
        for code, entry in catalogue.items()
        if entry.record.status == "active"
    }

    @app.get("/v1/codes/<code>")
    def get_code(code: str) -> Any:
        if code not in records:
            abort(404)
        return jsonify(schema.dump(records[code]))

    @app.get("/v1/codes")
    def list_codes() -> Any:
        step, limit = request.args["bone_removal"], int(request.args.get("limit", "50"))
        chosen = [code for code, entry in catalogue.items() if code in records and step in entry.record.bone_removal]
        items = [schema.dump(records[code]) for code in chosen[:limit]]
        return jsonify({"items": items, "total": len(chosen), "next": None})

    @app.post("/v1/lookup")
    def look_up() -> Any:
        codes = request.get_json()["codes"]
        items = [{"query": code, "outcome": "found", "record": schema.dump(records[code])} for code in codes]
        return jsonify({"items": items})

    return app


class Server(BaseApplication):
    """gunicorn as it is mostly run."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port, self.app = port, create_app(folder)
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what to do."""
        choices = {
            "bind": f"127.0.0.1:{self.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": 8,
            "loglevel": "warning",
            "preload_app": True,
            "keepalive": 75,
            "control_socket_disable": True,
        }
        for name, value in choices.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the WSGI application."""
        return self.app


if __name__ == "__main__":
    Server(int(sys.argv[1]), Path(sys.argv[2])).run()
