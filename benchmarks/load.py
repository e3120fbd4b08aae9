"""Requests per second, by wrk: an event loop in C, so that what is measured is the server."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path

CONNECTIONS = 8  # two workers of four threads each have something to do at all times
_COUNTER = "@N@"
_starts = count()

# A long bracket string holds any JSON as it is.
_SCRIPT = """
local template = [==[{body}]==]
local n = {start}
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = template
if template:find("{counter}", 1, true) then
  request = function()
    n = n + 1
    return wrk.format(nil, nil, nil, (template:gsub("{counter}", tostring(n))))
  end
end
"""


def requests_per_second(url: str, seconds: int, body: str | None = None, token: str | None = None) -> float:
    """Drive one URL on this machine for some seconds; with a body, POST it, a new number for each ``@N@`` in it.

    With a ``token``, each request brings it.

    Raises ``RuntimeError`` if any answer is an error: a server that refuses quickly is not a fast one.
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        raise RuntimeError("the benchmarks need wrk: install it with the system's package manager")
    command = [wrk, "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s"]
    if token is not None:
        command += ["--header", f"Authorization: Bearer {token}"]
    with tempfile.TemporaryDirectory() as directory:
        if body is not None:
            script = Path(directory) / "post.lua"
            start = 1_000_000 * (next(_starts) + 1)
            script.write_text(_SCRIPT.format(body=body, start=start, counter=_COUNTER))
            command += ["--script", str(script)]
        output = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout
    failed = re.search(r"(Non-2xx or 3xx responses: \d+|Socket errors: .*)", output)
    if failed:
        raise RuntimeError(f"{url}: {failed[0]}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if rate is None or not float(rate[1]):
        raise RuntimeError(f"{url}: no answers\n{output}")
    return float(rate[1])
