"""How is a JSON object read? Strictly, into one frozen object, and quickly where there is no fault to tell."""

from collections.abc import Callable
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, fields, missing, post_load
from marshmallow.decorators import PRE_LOAD, VALIDATES, VALIDATES_SCHEMA

from schemas.fields import Quick

MOST_SHARED = 4096
"""Objects of one kind that are remembered, at most; 12,000 records of real facts need a few hundred."""

_OTHER_MOMENTS = (PRE_LOAD, VALIDATES, VALIDATES_SCHEMA)
"""When a schema can look at an object as a whole, apart from its making."""


class Strict(Schema):
    """A JSON object that holds its known fields and no others, and becomes one frozen object."""

    makes: ClassVar[Callable[..., Any]]
    error_messages = {"unknown": "is not a field of this object", "type": "must be an object"}

    class Meta:
        """Refuse what is not known."""

        unknown = RAISE

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._fields_alone = not any(self._hooks[moment] for moment in _OTHER_MOMENTS)

    def load(self, data: Any, **options: Any) -> Any:
        """Return the frozen object; the quick way for one without a fault, marshmallow's for all others."""
        if self._fields_alone and not any(options.values()):
            try:
                return type(self).makes(**self._read(data))
            except ValidationError:
                pass  # read once more, since every fault of every field is told
        return super().load(data, **options)

    def _deserialize(self, data: Any, **options: Any) -> Any:
        if not options["partial"]:
            try:
                return self._read(data)
            except ValidationError:
                pass  # as above
        return super()._deserialize(data, **options)

    def _read(self, data: Any) -> dict[str, Any]:
        """Return the fields by name, or raise ValidationError without saying all that is wrong."""
        if not isinstance(data, dict) or not data.keys() <= self.load_fields.keys():
            raise ValidationError("")
        read = {
            name: field.deserialize(data.get(name, missing), name, data) for name, field in self.load_fields.items()
        }
        return {name: value for name, value in read.items() if value is not missing}

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


class Shared(Quick, fields.Nested):
    """An object that is the same in many records: what was read once is used again for an equal one.

    The objects are frozen, so sharing them changes nothing but the time and the memory that they take.
    """

    def __init__(self, nested: Any, **kwargs: Any) -> None:
        super().__init__(nested, **kwargs)
        self._made: dict[str, Any] = {}

    def _deserialize(self, value: Any, attr: str | None, data: Any, *args: Any, **kwargs: Any) -> Any:
        spelt = repr(value)  # of JSON values this is exact: True is not 1, and 1 is not 1.0
        made = self._made.get(spelt)
        if made is None:
            made = super()._deserialize(value, attr, data, *args, **kwargs)
            if len(self._made) >= MOST_SHARED:
                self._made.clear()
            self._made[spelt] = made
        return made
