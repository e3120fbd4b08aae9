"""What the domain refuses, said so that a caller can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where.

    ``where`` is the path of the offending member from the root of the object that was given, such as
    ``("figures", "picked", "unit")``; ``message`` says what is wrong and what would be right.
    """

    where: tuple[str | int, ...]
    message: str


def pointer(where: Iterable[str | int]) -> str:
    """A path as a JSON pointer (RFC 6901). Half a surrogate pair in a name, which cannot be sent, is shown escaped."""
    text = "".join("/" + str(token).replace("~", "~0").replace("/", "~1") for token in where)
    return text.encode("utf-8", "backslashreplace").decode()


class Malformed(ValueError):
    """The request itself makes no sense: an unknown role, a bad expression, kilograms compared with kilometres.

    This is never a verdict. A figure that is wrong is data; a check that cannot be meant is an error.
    """

    def __init__(self, message: str, *where: str | int) -> None:
        super().__init__(message)
        self.faults: tuple[Fault, ...] = (Fault(where, message),)

    @classmethod
    def several(cls, faults: tuple[Fault, ...]) -> Malformed:
        """One error that carries many faults, so that a caller can mend them all at once."""
        error = cls("; ".join(fault.message for fault in faults))
        error.faults = faults
        return error

    def at(self, *where: str | int) -> Malformed:
        """The same error, found at ``where``."""
        return type(self).several(tuple(Fault(where, fault.message) for fault in self.faults))

    def within(self, *prefix: str | int) -> Malformed:
        """The same error as seen from an enclosing object, at ``prefix`` of it."""
        return type(self).several(tuple(Fault((*prefix, *fault.where), fault.message) for fault in self.faults))


@contextmanager
def within(*where: str | int) -> Iterator[None]:
    """What is Malformed in the block is told as seen from an object that has it at ``where``."""
    try:
        yield
    except Malformed as error:
        raise error.within(*where) from None


class Incomparable(Malformed):
    """Units that cannot be added, compared or converted: kilograms with kilometres, tenge with dollars."""


class Noting:
    """What is wrong with several things, one after the other in blocks of this, told all together at the end."""

    def __init__(self) -> None:
        self._errors: list[Malformed] = []

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _traceback: object) -> bool:
        if isinstance(error, Malformed):
            self._errors.append(error)
        return isinstance(error, Malformed)

    def end(self) -> None:
        """Raises Malformed if there was anything, of the one kind that it was of if it was one."""
        if len(self._errors) == 1:
            raise self._errors[0]
        if self._errors:
            raise Malformed.several(tuple(fault for error in self._errors for fault in error.faults))
