"""What can an operator change? Every setting, read once from the environment, each with a line of help."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, post_load, validate
from marshmallow import fields as types

from service.errors import BadSettings

PREFIX = "CODEBOOK_"


def shipped_fixtures() -> Path:
    """Return the folder of the records that come with the service, in a wheel or in a checkout."""
    here = Path(__file__).resolve().parent
    installed = here / "_fixtures"
    return installed if installed.is_dir() else here.parent / "fixtures"


def _setting(kind: Any, default: Any, help_: str) -> Any:
    """Describe a setting: how its text is read, what it is when left out, and what it does."""
    given = {"default_factory": default} if callable(default) else {"default": default}
    return field(**given, metadata={"kind": kind, "help": help_})


def _whole(least: int, most: int) -> types.Integer:
    bounds = validate.Range(least, most, error="must be from {min} to {max}")
    return types.Integer(validate=bounds, error_messages={"invalid": "must be a whole number"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator can change."""

    host: str = _setting(types.String(validate=validate.Length(1)), "127.0.0.1", "Address to listen on.")
    port: int = _setting(_whole(0, 65535), 8000, "Port to listen on; 0 takes any that is free.")
    workers: int = _setting(_whole(1, 64), 2, "Worker processes.")
    connections: int = _setting(
        _whole(1, 65536), 1000, "Connections of each worker, at most; more are refused. Open files may allow fewer."
    )
    hosts: str = _setting(
        types.String(), "", "Names that requests may call the service by, joined by commas; empty allows any."
    )
    fixtures: Path = _setting(types.String(validate=validate.Length(1)), shipped_fixtures, "Folder of the records.")
    max_age: int = _setting(
        _whole(0, 31_536_000), 0, "Seconds a cache may keep records and lists without asking; 0 makes it ask."
    )
    log_level: str = _setting(
        types.String(validate=validate.OneOf(["debug", "info", "warning", "error"], error="must be one of: {choices}")),
        "info",
        "Least severe messages to log: debug, info, warning or error.",
    )
    metrics: bool = _setting(
        types.Boolean(truthy={"true"}, falsy={"false"}, error_messages={"invalid": "must be true or false"}),
        True,
        "Whether requests are counted and timed for /metrics: true or false.",
    )


SETTINGS = {entry.name: entry for entry in fields(Settings)}
"""Every setting by its name; `metadata["help"]` says what it does."""


class _SettingsSchema(Schema):
    class Meta:
        unknown = RAISE
        include = {name: entry.metadata["kind"] for name, entry in SETTINGS.items()}

    error_messages = {"unknown": "is not a setting"}

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Settings:
        if "fixtures" in data:
            data["fixtures"] = Path(data["fixtures"])
        return Settings(**data)


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + name.upper()


def read(environ: Mapping[str, str]) -> Settings:
    """Return the settings that `environ` holds, with the default of each that it leaves out.

    Raises:
        BadSettings: a ``CODEBOOK_`` variable has a value that cannot be used, or is no setting; all are named.
    """
    known = {variable(name): name for name in SETTINGS}
    given = {known.get(name, name): text for name, text in environ.items() if name.startswith(PREFIX)}
    try:
        settings: Settings = _SettingsSchema().load(given)
    except ValidationError as error:
        faults = {
            variable(name) if name in SETTINGS else name: "; ".join(reasons)
            for name, reasons in error.messages_dict.items()
        }
        raise BadSettings(faults) from error
    return settings
