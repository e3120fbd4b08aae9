"""What all schemas share: a member that they do not know is an error that names the ones they do."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, pre_load

_UNKNOWN: Final = "is not known here"
# Unknown members beyond these are not told. Marshmallow takes quadratic time to collect them, and guessing what was
# meant takes a while for each.
_MOST_TOLD: Final = 20


class Strict(Schema):
    """A schema that takes an object with the members it declares and no others."""

    class Meta:
        unknown = RAISE

    # What is to be given in the place of what is no object.
    instead = "must be an object"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages = {**self.error_messages, "unknown": _UNKNOWN, "type": self.instead}
        # As they are called on the wire.
        self.known_names = {field.data_key or name: None for name, field in self.load_fields.items()}

    @pre_load
    def bound(self, data: Any, **kwargs: Any) -> Any:
        """Look at no more unknown members than are told."""
        if not isinstance(data, Mapping) or len(data) <= len(self.known_names) + _MOST_TOLD:
            return data
        unknown = islice((name for name in data if name not in self.known_names), _MOST_TOLD)
        return {name: data[name] for name in (*(name for name in self.known_names if name in data), *unknown)}

    def handle_error(self, error: ValidationError, data: Any, *, many: bool, **kwargs: Any) -> None:
        """Tell what an unknown member may have been meant to be."""
        if isinstance(error.messages, dict):
            for name, messages in error.messages.items():
                if messages == [_UNKNOWN]:
                    messages[0] = self._unknown(str(name))

    def _unknown(self, name: str) -> str:
        known = list(self.known_names)
        if not known:
            return f"{_UNKNOWN}; nothing goes in here"
        close = difflib.get_close_matches(name[:100], known, n=1)
        return (
            f'{_UNKNOWN}; did you mean "{close[0]}"?' if close else f"{_UNKNOWN}; known are {', '.join(sorted(known))}"
        )
