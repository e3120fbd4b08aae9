"""A service elsewhere that does the work: what is posted to it, and in a line what goes wrong."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any, Final, Self
from urllib.parse import urlsplit

import click
import httpx

from service import strict_json
from service.cli.documents import Unreadable
from service.domain.errors import Malformed

# Reading the largest text takes a few seconds, and a busy service keeps requests waiting.
_TIMEOUT: Final = httpx.Timeout(60, connect=10)
_MOST_TOLD: Final = 5
_ANOTHER: Final = "answers something else than {path} does; is it of another version?"
# What is wrong with the one body that was sent; the next one may do better.
_OF_THE_BODY: Final = frozenset({400, 413, 422})


# What passes; and how many seconds a service may ask to be left alone, and how many it is if it names none.
_FOR_NOW: Final = frozenset({429, 502, 503, 504})
_LONGEST_PAUSE: Final = 10
_PAUSE: Final = 1


class Refused(Unreadable):
    """The service does not take what was sent. The message is one line that says what is wrong with it.

    ``wrong`` are the pointers (RFC 6901) to what is wrong in what was sent, each with what is.
    """

    def __init__(self, message: str, wrong: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.wrong = tuple(wrong)


class Remote:
    """A service at an address. ``token`` is sent along and told nowhere."""

    def __init__(self, address: str, token: str | None = None, named: str = "--server") -> None:
        """Raises ``ClickException`` when ``address`` is none; ``named`` says where it was given."""
        self.address = address.rstrip("/")
        parts = _parts(address)
        if parts is None or parts.query or parts.fragment:
            raise _failure(named, "must be the address of a service, such as http://127.0.0.1:8000")
        if parts.username is not None or parts.password is not None:
            raise _failure(named, "must not hold a password; give a token in the environment, as CLAIMCHECK_TOKEN")
        if token is not None and not (token.isascii() and token.isprintable() and token.strip() == token != ""):
            raise _failure("--token", "has characters that no token may have")
        headers = {
            "Accept": "application/json, application/problem+json",
            "User-Agent": f"claimcheck/{version('claimcheck')}",
            **({} if token is None else {"Authorization": f"Bearer {token}"}),
        }
        # Redirects are not followed: a POST would become a GET, and the token go elsewhere.
        self._worked = False
        self._lost: Unreadable | None = None
        self._client = httpx.Client(headers=headers, timeout=_TIMEOUT, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    @contextmanager
    def understood(self, path: str) -> Iterator[None]:
        """Raises ``ClickException`` where what is read in an answer is not what this version answers."""
        try:
            yield
        except (LookupError, TypeError, AttributeError, ValueError):
            raise _failure(self.address, _ANOTHER.format(path=path)) from None

    def post(self, path: str, body: Mapping[str, Any], *, members: Collection[str] = ()) -> Any:
        """The JSON that the service answers to ``body``; an object with these ``members``, if any are given.

        A service that is busy is asked once more. Raises ``Refused`` where the body is wrong, ``Unreadable`` where
        nothing can be got any more, and ``ClickException`` (exit status 2) where nothing could be from the beginning.
        """
        if self._lost is not None:
            raise self._lost
        try:
            answer = self._client.post(f"{self.address}{path}", json=body)
            if answer.status_code in _FOR_NOW:
                time.sleep(_pause(answer))
                answer = self._client.post(f"{self.address}{path}", json=body)
        except httpx.TimeoutException:
            raise self._failed("did not answer in time") from None
        except httpx.HTTPError as error:
            raise self._failed(f"cannot be reached: {error}") from None
        if answer.is_success:
            self._worked = True
            found = self._json(answer)
            if members and not (isinstance(found, dict) and found.keys() >= set(members)):
                raise _failure(self.address, _ANOTHER.format(path=path))
            return found
        refused = _refusal(answer)
        if answer.status_code in _OF_THE_BODY:
            raise refused
        hint = "; give a token in the environment, as CLAIMCHECK_TOKEN" if self._asks_for_token(answer) else ""
        raise self._failed(f"{refused.message}{hint}")

    def _asks_for_token(self, answer: httpx.Response) -> bool:
        return answer.status_code == httpx.codes.UNAUTHORIZED and "Authorization" not in self._client.headers

    def _failed(self, message: str) -> click.ClickException:
        """What ends the run; of one that has got something already, only what is still to be asked."""
        if not self._worked:
            return _failure(self.address, message)
        self._lost = Unreadable(f"{self.address}: {message}")
        return self._lost

    def _json(self, answer: httpx.Response) -> Any:
        try:
            return strict_json.parse(answer.content)
        except (strict_json.NotJsonError, Malformed):
            raise _failure(self.address, "answers something else than JSON; is a Claimcheck service there?") from None


def _parts(address: str) -> Any:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and parts.hostname else None


def _pause(answer: httpx.Response) -> int:
    asked = answer.headers.get("Retry-After", "")
    return min(int(asked), _LONGEST_PAUSE) if asked.isascii() and asked.isdecimal() else _PAUSE


def _refusal(answer: httpx.Response) -> Refused:
    """What an answer says that is no success, in one line, and what of it is about places in what was sent."""
    status = f"{answer.status_code} {answer.reason_phrase}".strip()
    if answer.is_redirect:
        location = answer.headers.get("Location", "none")
        return Refused(f"answers {status}; give the address that it leads to: {location}")
    try:
        problem = strict_json.parse(answer.content)
    except (strict_json.NotJsonError, Malformed):
        problem = None
    if not isinstance(problem, dict) or "title" not in problem:
        return Refused(f"answers {status}, which is no problem that a Claimcheck service tells; is one there?")
    errors = problem.get("errors")
    wrong = [each for each in (errors if isinstance(errors, list) else ()) if isinstance(each, dict)]
    told = [f"{each.get('pointer') or '/'}: {each.get('message')}" for each in wrong]
    more = [f"and {len(told) - _MOST_TOLD} more"] if len(told) > _MOST_TOLD else []
    said = "; ".join([str(problem.get("detail") or problem["title"]), *told[:_MOST_TOLD], *more])
    number = answer.headers.get("X-Request-ID")
    return Refused(
        f"answers {status}: {said}{f' (request {number})' if number and answer.is_server_error else ''}",
        [
            (str(each.get("pointer") or ""), str(each.get("message")))
            for each in wrong
            if each.get("place", "body") == "body"
        ],
    )


def _failure(where: str, message: str) -> click.ClickException:
    return click.ClickException(f"{where}: {message}")
