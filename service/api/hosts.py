"""Which names the service answers to.

A page in a browser may have the name of its own site resolve to this machine, and then talk to a service here that
asks nobody who he is (DNS rebinding). It cannot choose the header Host, which keeps telling that name.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from flask import Flask, request

from service.api.problems import Problem, Wrong

_HOST: Final = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^\s:@/\[\]]+))(?::[0-9]*)?", re.IGNORECASE).fullmatch


def answer_to(app: Flask, names: Collection[str]) -> None:
    """Have ``app`` refuse requests for a host that is none of ``names``, whatever the port.

    A request without the header, which no browser sends, is answered.
    """
    known = frozenset(name.lower() for name in names)

    @lru_cache(64)
    def is_known(host: str) -> bool:
        found = _HOST(host)
        return found is not None and (found[1] or found[2]).lower() in known

    def refuse_others() -> None:
        host = request.environ.get("HTTP_HOST")
        if host is not None and not is_known(host):
            message = f"is none of the names that this service answers to, which are {', '.join(sorted(known))}"
            raise Problem("misdirected", wrong=(Wrong(("Host",), message, "header"),))

    app.before_request(refuse_others)
