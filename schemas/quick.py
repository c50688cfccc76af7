"""How is a good value read without losing time? Each kind of field says it; what is wrong, marshmallow tells."""

from collections.abc import Callable
from typing import Any

from marshmallow import ValidationError, fields, missing

FAULTS = (ValidationError, LookupError, TypeError)
"""What a quick way raises for a value that is not good; what is wrong with it, the thorough way finds out."""


class Quick(fields.Field[Any]):
    """A field that loses no time on what is good; marshmallow joins the validators anew for every value."""

    def read(self, value: Any) -> Any:
        """Return what a value stands for that is neither missing nor null.

        Raises:
            ValidationError: it is not good.
        """
        raise NotImplementedError

    def quick(self) -> Callable[[Any], Any]:
        """Return what reads values that are not missing, for a field that is not to be null.

        It raises one of `FAULTS` for a value that is not good, which need not say what is wrong.
        """
        return self.deserialize if self.validators or self.pre_load or self.post_load else self.read

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        """Return what a value stands for."""
        if value is None or value is missing or self.pre_load or self.post_load:
            return super().deserialize(value, attr, data, **kwargs)
        read = self._deserialize(value, attr, data, **kwargs)
        self._validate(read)
        return read

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return self.read(value)

    def _validate(self, value: Any) -> None:
        try:
            for validator in self.validators:
                validator(value)
        except ValidationError:
            super()._validate(value)  # gathers what each of them says


def quickly(field: fields.Field[Any]) -> Callable[[Any], Any]:
    """Return what reads values that are neither missing nor null, as `Quick.quick` says."""
    return field.quick() if isinstance(field, Quick) else field.deserialize
