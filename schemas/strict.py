"""How is a JSON object read? Strictly, into one frozen object, and quickly where there is no fault to tell."""

from collections.abc import Callable
from typing import Any, ClassVar

import orjson
from marshmallow import RAISE, Schema, ValidationError, fields, missing, post_load
from marshmallow.decorators import PRE_LOAD, VALIDATES, VALIDATES_SCHEMA

from schemas.quick import FAULTS, Quick, quickly

MOST_SHARED = 4096
"""Objects of one kind that are remembered, at most; 12,000 records of real facts need a few hundred."""

_WHOLE_ALONE = {"pass_original": False, "skip_on_field_errors": False}
"""What a rule asks for that looks at the fields that were read, be they good or not, and at nothing else."""


class Strict(Schema):
    """A JSON object that holds its known fields and no others, and becomes one frozen object."""

    makes: ClassVar[Callable[..., Any]]
    error_messages = {"unknown": "is not a field of this object", "type": "must be an object"}

    class Meta:
        """Refuse what is not known."""

        unknown = RAISE

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._before, self._after = self._hooked(PRE_LOAD), self._hooked(VALIDATES_SCHEMA)

    def _init_fields(self) -> None:
        super()._init_fields()
        self._readers = [
            (name, field, quickly(field), missing if callable(field.load_default) else field.load_default)
            for name, field in self.load_fields.items()
        ]

    def load(self, data: Any, **options: Any) -> Any:
        """Return the frozen object; the quick way for one without a fault, marshmallow's for all others."""
        if not any(options.values()):
            try:
                return self.made_of(data)
            except FAULTS:
                pass  # read once more, since every fault of every field is told
        return super().load(data, **options)

    def made_of(self, data: Any) -> Any:
        """Return the frozen object.

        Raises:
            ValidationError, LookupError, TypeError: something is wrong; what is raised does not say all that is.
        """
        for prepare in self._before:
            data = prepare(data)
        read = self._read(data)
        for agree in self._after:
            agree(read)
        return type(self).makes(**read)

    def _deserialize(self, data: Any, **options: Any) -> Any:
        if not options["partial"]:
            try:
                return self._read(data)
            except FAULTS:
                pass  # as above
        return super()._deserialize(data, **options)

    def _read(self, data: Any) -> dict[str, Any]:
        """Return the fields by name, or raise one of `FAULTS` without saying all that is wrong."""
        if not isinstance(data, dict) or not data.keys() <= self.load_fields.keys():
            raise ValidationError("")
        read = {}
        for name, field, quick, default in self._readers:
            value = data.get(name, missing)
            if value is missing:
                value = field.deserialize(missing, name, data) if default is missing else default
                if value is missing:
                    continue
            elif value is None:
                value = field.deserialize(None, name, data)
            else:
                value = quick(value)
            read[name] = value
        return read

    def _hooked(self, moment: str) -> list[Callable[[Any], Any]]:
        """Return what looks at an object as a whole at a moment of its reading."""
        hooks = self._hooks[moment]
        if self._hooks[VALIDATES] or any(asked not in ({}, _WHOLE_ALONE) for _, _, asked in hooks):
            raise TypeError(f"{type(self).__name__} has a hook that the quick way knows nothing of")
        return [getattr(self, name) for name, _, _ in hooks]

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Any:
        """Return the frozen object."""
        return type(self).makes(**data)


def required(**metadata: Any) -> dict[str, Any]:
    """Return the arguments of a field that must be there, with what it means."""
    return {
        "required": True,
        "error_messages": {"required": "is missing", "null": "must not be null"},
        "metadata": metadata,
    }


def optional(default: Any, **metadata: Any) -> dict[str, Any]:
    """Return the arguments of a field that may be left out, with what is then meant."""
    shown = list(default) if isinstance(default, tuple) else default
    return {"load_default": default, "metadata": {**metadata, "default": shown}}


class Inner(Quick, fields.Nested):
    """An object inside another; its schema is strict as well."""

    def read(self, value: Any) -> Any:
        """Return the frozen object; what is raised where something is wrong does not say all that is."""
        schema: Strict = self.schema  # type: ignore[assignment]
        return schema.made_of(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, *args: Any, **kwargs: Any) -> Any:
        if not args and not kwargs:
            try:
                return self.read(value)
            except FAULTS:
                pass  # read once more, since every fault of every field is told
        return fields.Nested._deserialize(self, value, attr, data, *args, **kwargs)  # noqa: SLF001


class Shared(Inner):
    """An object that is the same in many records: what was read once is used again for an equal one.

    The objects are frozen, so sharing them changes nothing but the time and the memory that they take.
    """

    def __init__(self, nested: Any, **kwargs: Any) -> None:
        super().__init__(nested, **kwargs)
        self._made: dict[bytes, Any] = {}

    def read(self, value: Any) -> Any:
        """Return the frozen object, as `Inner` does."""
        # Of JSON values this is exact: True is not 1, and 1 is not 1.0. Some that no field takes cannot be spelt.
        spelt = orjson.dumps(value)
        made = self._made.get(spelt)
        if made is None:
            made = super().read(value)
            if len(self._made) >= MOST_SHARED:
                self._made.clear()
            self._made[spelt] = made
        return made
