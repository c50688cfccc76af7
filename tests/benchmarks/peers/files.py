"""What can be had without writing a service? The records as a table for Datasette, and as files for nginx."""

import json
import sqlite3
from pathlib import Path
from typing import Any

from service.catalogue import Catalogue

NGINX = """
daemon off; worker_processes 1; pid {root}/pid; error_log stderr error;
events {{ worker_connections 1024; }}
http {{
  access_log off; default_type application/json; keepalive_requests 1000000000; sendfile on; tcp_nopush on;
  client_body_temp_path {root}/body; proxy_temp_path {root}/proxy; fastcgi_temp_path {root}/fastcgi;
  uwsgi_temp_path {root}/uwsgi; scgi_temp_path {root}/scgi;
  server {{ listen 127.0.0.1:{port}; root {root}/files; }}
}}
"""


def table(catalogue: Catalogue, path: Path) -> None:
    """Write every record as a row: its code, and the top-level fields as text or JSON."""
    rows = [json.loads(entry.body) for entry in catalogue.values()]
    names = sorted({name for row in rows for name in row})
    with sqlite3.connect(path) as connection:
        columns = ", ".join(f"{name} TEXT" for name in names if name != "code")
        connection.execute(f"CREATE TABLE codes (code TEXT PRIMARY KEY, {columns})")
        places = ", ".join("?" for _ in names)
        values = ([_text(row.get(name)) for name in names] for row in rows)
        connection.executemany(f"INSERT INTO codes ({', '.join(names)}) VALUES ({places})", values)
    connection.close()


def folder(catalogue: Catalogue, root: Path, port: int) -> Path:
    """Write every record as a file, and return the configuration that nginx serves them with on a port."""
    files = root / "files" / "v1" / "codes"
    files.mkdir(parents=True, exist_ok=True)
    for code, entry in catalogue.items():
        (files / code).write_bytes(entry.body)
    configuration = root / "nginx.conf"
    configuration.write_text(NGINX.format(root=root, port=port))
    return configuration


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
