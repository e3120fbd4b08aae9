"""What the environment says about how to run: one frozen value, read once, that fails loudly.

``VARIABLES`` is the only list of names: parsing, defaults and the table in the README all come from it.
"""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

PREFIX: Final = "CLAIMCHECK_"
# What the command line takes from the environment to use a service elsewhere.
OF_COMMANDS: Final = frozenset((f"{PREFIX}SERVER", f"{PREFIX}TOKEN"))
DEFAULT_RATE: Final = "6000/minute"
UNLIMITED: Final = "none"
DEFAULT_DATABASE_URL: Final = "sqlite:///var/claimcheck.sqlite"

LOOPBACK_NAMES: Final = frozenset(("localhost", "127.0.0.1", "::1"))
ANY_HOST: Final = "*"


class SettingsError(ValueError):
    """The environment asks for something that cannot be; the message is one line a person can act on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this process is to run.

    Durations are in seconds unless the name says otherwise. ``database_url`` is a SQLAlchemy URL with its driver named.
    Raises ``SettingsError`` when they contradict each other.
    """

    database_url: str = DEFAULT_DATABASE_URL
    redis_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    share_port: bool = False
    workers: int | None = None
    threads: int = 8
    helpers: int = 2
    helper_memory: int = 1024
    keepalive: int = 15
    graceful_timeout: int = 30
    client_timeout: int = 20
    access_log: bool = False
    log_level: str = "info"
    log_format: str | None = None
    metrics_port: int | None = None
    otlp_endpoint: str | None = None
    otlp_traces_endpoint: str | None = None
    cache_ttl: int = 86_400
    cache_budget_ms: int = 50
    cache_entries: int = 10_000
    cache_bytes: int = 64 * 1024 * 1024
    report_at_once: int = 500
    report_lease: int = 30
    report_part: int = 2_000
    require_tokens: bool = False
    allow_anonymous: bool = False
    rate_limit: str | None = None
    trusted_hosts: tuple[str, ...] | None = None
    database_wait: int = 30

    def __post_init__(self) -> None:
        if self.allow_anonymous and self.require_tokens:
            raise SettingsError(
                f"{PREFIX}ALLOW_ANONYMOUS and {PREFIX}REQUIRE_TOKENS contradict each other: set one of them to false"
            )
        if self.metrics_port == self.port:
            raise SettingsError(f"{PREFIX}METRICS_PORT={self.port} is where requests are answered (PORT): give another")

    @property
    def tokens_required(self) -> bool:
        """Whether who comes without a token is sent away: where other machines could come, unless told otherwise."""
        return self.require_tokens or not (self.allow_anonymous or is_loopback(self.host))

    def hosts_answered(self) -> frozenset[str] | None:
        """The names that a request may have in its header Host; None when any will do."""
        if self.trusted_hosts is None:
            # The name is looked at for the sake of those who are not asked who they are; see `service.api.hosts`.
            open_to_all = self.allow_anonymous or self.tokens_required
            return None if open_to_all else LOOPBACK_NAMES | {self.host.lower()}
        return None if ANY_HOST in self.trusted_hosts else frozenset(self.trusted_hosts)

    @property
    def traces(self) -> bool:
        """Whether there is somewhere to send traces to. What else is to be said of them, OpenTelemetry reads itself."""
        return self.otlp_endpoint is not None or self.otlp_traces_endpoint is not None

    @property
    def database_file(self) -> Path | None:
        """The file of SQLite; None for another database."""
        scheme, _, path = self.database_url.partition(":///")
        return Path(path.partition("?")[0]) if scheme == "sqlite" else None

    @property
    def rate_of_callers(self) -> str | None:
        """How often a caller may ask who has no rate of its own; None for no limit."""
        if self.rate_limit is None:
            return DEFAULT_RATE if self.tokens_required else None
        return None if self.rate_limit == UNLIMITED else self.rate_limit

    @property
    def processes(self) -> int:
        """How many processes serve requests. Without Redis one, so that a result found once is found again."""
        return self.workers or (1 if self.redis_url is None else 2)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Settings from a mapping such as ``os.environ``; a variable set to nothing counts as not set.

        Raises ``SettingsError`` for a ``CLAIMCHECK_*`` name that does not exist and for a value that does not fit.
        """
        known = {variable.name for variable in VARIABLES}
        for name in environment:
            if name.startswith(PREFIX) and name not in known | OF_COMMANDS:
                close = difflib.get_close_matches(name, known, n=1)
                hint = f"did you mean {close[0]}?" if close else f"the names are {', '.join(sorted(known))}"
                raise SettingsError(f"unknown setting {name}: {hint}")
        given: dict[str, Any] = {}
        for variable in VARIABLES:
            text = environment.get(variable.name, "").strip()
            if text:
                try:
                    given[variable.field] = variable.parse(text)
                except ValueError as error:
                    raise SettingsError(f"{variable.name}={_shown(variable, text)}: {error}") from None
        return cls(**given)


def is_loopback(host: str) -> bool:
    """Whether a server bound to ``host`` can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False  # a name may resolve to anything


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: its name, the field of ``Settings`` it sets, how it is read, and what it means."""

    name: str
    field: str
    parse: Callable[[str], Any]
    meaning: str
    secret: bool = False

    @property
    def default(self) -> str:
        """The default as it would be written in the environment; empty when there is none."""
        value = getattr(_DEFAULTS, self.field)
        if value is None:
            return ""
        return str(value).lower() if isinstance(value, bool) else str(value)


def table() -> str:
    """The variables as the Markdown table that the README shows."""
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    for variable in VARIABLES:
        default = f"`{variable.default}`" if variable.default else "none"
        lines.append(f"| `{variable.name}` | {default} | {variable.meaning} |")
    return "\n".join(lines)


def _shown(variable: Variable, text: str) -> str:
    """The value for an error message, without the password that a URL may carry, well written or not."""
    if not variable.secret:
        return text
    return re.sub(r"(?s)\?.*", "?…", re.sub(r"(?s)^(\w+://)?.*@", r"\1…@", text))


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        # int() would also take "1_000", " 7" and digits of other scripts
        if not re.fullmatch(r"[0-9]{1,12}", text) or not lowest <= int(text) <= highest:
            raise ValueError(f"must be a whole number from {lowest} to {highest}")
        return int(text)

    return parse


def _truth(text: str) -> bool:
    word = text.lower()
    if word in ("true", "yes", "on", "1"):
        return True
    if word in ("false", "no", "off", "0"):
        return False
    raise ValueError("must be true or false")


_LOG_LEVELS: Final = ("debug", "info", "warning", "error", "critical")


def _log_level(text: str) -> str:
    if text.lower() not in _LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(_LOG_LEVELS)}")
    return text.lower()


_LOG_FORMATS: Final = ("json", "text")


def _log_format(text: str) -> str:
    if text.lower() not in _LOG_FORMATS:
        raise ValueError(f"must be one of {', '.join(_LOG_FORMATS)}")
    return text.lower()


def _http_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be a URL such as http://collector:4318; traces are sent by OTLP over HTTP")
    _check_port(text)
    return text


def _rate(text: str) -> str:
    if text != UNLIMITED and not re.fullmatch(r"[1-9][0-9]{0,8}/(second|minute|hour|day)", text):
        raise ValueError(f"must be a rate such as 100/second, 600/minute, 5000/hour or 50000/day, or {UNLIMITED}")
    return text


def _host(text: str) -> str:
    if re.search(r"[\s/@]", text) or (":" in text and not _is_address(text)):
        raise ValueError("must be an address or a host name alone; the port goes into PORT")
    return text.strip("[]")


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(name if name == ANY_HOST else _host(name).lower() for name in re.split(r"\s*,\s*", text) if name)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def _database_url(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if not separator:
        raise ValueError("must be a URL such as sqlite:///var/claimcheck.sqlite or postgresql://user@host/database")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        # Hosting services hand out the first two; psycopg 3 is the driver that is installed.
        _check_port(text)
        return f"postgresql+psycopg://{rest}"
    if scheme in ("sqlite", "sqlite+pysqlite"):
        if not rest.startswith("/"):
            raise ValueError("a SQLite URL has three slashes before a relative path and four before an absolute one")
        if rest.strip("/") in ("", ":memory:"):
            raise ValueError("SQLite needs a file that all processes share, as in sqlite:///var/claimcheck.sqlite")
        return f"sqlite://{rest}"
    raise ValueError(f"cannot use {scheme}: must begin with sqlite:// or postgresql://")


def _redis_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("redis", "rediss", "unix"):
        raise ValueError("must begin with redis://, rediss:// or unix://")
    if parts.scheme == "unix":
        if not parts.path.strip("/"):
            raise ValueError("must name a socket, as in unix:///run/redis.sock")
        return text
    _check_port(text)
    if not parts.hostname:
        raise ValueError("must name a host, as in redis://127.0.0.1:6379/0")
    if not re.fullmatch(r"(/[0-9]{0,4})?", parts.path):
        raise ValueError("the path must be the number of a database, as in redis://127.0.0.1:6379/0")
    return text


def _check_port(url: str) -> None:
    try:
        _ = urlsplit(url).port
    except ValueError:
        raise ValueError("the port must be a whole number from 0 to 65535") from None


VARIABLES: Final[tuple[Variable, ...]] = (
    Variable(
        "DATABASE_URL",
        "database_url",
        _database_url,
        "where claims are kept: `sqlite:///path` or `postgresql://user:password@host/database`",
        secret=True,
    ),
    Variable(
        "REDIS_URL",
        "redis_url",
        _redis_url,
        "the cache of results shared by all processes; without it each process keeps its own",
        secret=True,
    ),
    Variable("HOST", "host", _host, "the address to listen on"),
    Variable("PORT", "port", _whole(1, 65_535), "the port to listen on"),
    Variable(
        f"{PREFIX}SHARE_PORT",
        "share_port",
        _truth,
        "let several servers listen on one address; connections are spread over them",
    ),
    Variable(
        f"{PREFIX}WORKERS",
        "workers",
        _whole(1, 256),
        "processes that serve requests; not set: 2 with Redis, else 1, as each would keep a cache of its own",
    ),
    Variable(f"{PREFIX}THREADS", "threads", _whole(1, 256), "threads in each of these processes"),
    Variable(
        f"{PREFIX}HELPERS",
        "helpers",
        _whole(0, 64),
        "helper processes that each of these may have for costly requests; 0: every request is answered in a thread",
    ),
    Variable(f"{PREFIX}HELPER_MEMORY", "helper_memory", _whole(64, 1 << 20), "MiB of memory that a helper may take"),
    Variable(f"{PREFIX}KEEPALIVE", "keepalive", _whole(0, 3600), "seconds an idle connection is kept open"),
    Variable(
        f"{PREFIX}GRACEFUL_TIMEOUT",
        "graceful_timeout",
        _whole(1, 3600),
        "seconds that requests in flight get to finish when the service is told to stop",
    ),
    Variable(
        f"{PREFIX}CLIENT_TIMEOUT",
        "client_timeout",
        _whole(1, 3600),
        "seconds that a client may take to send a request, or to take its answer; one more for each 16 KiB",
    ),
    Variable(f"{PREFIX}ACCESS_LOG", "access_log", _truth, "write one JSON line per request to standard output"),
    Variable(f"{PREFIX}LOG_LEVEL", "log_level", _log_level, f"one of {', '.join(_LOG_LEVELS)}"),
    Variable(
        f"{PREFIX}LOG_FORMAT",
        "log_format",
        _log_format,
        "`json`, one object on each line, or `text`; not set: text on a terminal, else json",
    ),
    Variable(
        f"{PREFIX}METRICS_PORT",
        "metrics_port",
        _whole(1, 65_535),
        "a port of `HOST` where metrics are told to everybody, by `claimcheck worker` too; not set: `/metrics` only",
    ),
    Variable(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "otlp_endpoint",
        _http_url,
        "where traces are sent to, by OTLP over HTTP, under `/v1/traces`; not set: nothing is traced",
        secret=True,
    ),
    Variable(
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "otlp_traces_endpoint",
        _http_url,
        "the same as the whole address for traces",
        secret=True,
    ),
    Variable(f"{PREFIX}CACHE_TTL", "cache_ttl", _whole(1, 31_536_000), "seconds a result stays in the cache"),
    Variable(
        f"{PREFIX}CACHE_BUDGET_MS",
        "cache_budget_ms",
        _whole(1, 10_000),
        "milliseconds that Redis may take to answer before the result is computed instead",
    ),
    Variable(
        f"{PREFIX}CACHE_ENTRIES",
        "cache_entries",
        _whole(1, 100_000_000),
        "results that the in-process cache holds at most",
    ),
    Variable(
        f"{PREFIX}CACHE_BYTES",
        "cache_bytes",
        _whole(1, 1 << 39),
        "bytes that the in-process cache holds at most",
    ),
    Variable(
        f"{PREFIX}REPORT_AT_ONCE",
        "report_at_once",
        _whole(0, 1_000_000),
        "claims and checks that a collection has at most for its report to be made while the caller waits; of larger "
        "ones it is made in the background",
    ),
    Variable(
        f"{PREFIX}REPORT_LEASE",
        "report_lease",
        _whole(2, 3600),
        "seconds without a sign of life from its process after which another one takes a report over",
    ),
    Variable(
        f"{PREFIX}REPORT_PART",
        "report_part",
        _whole(1, 1_000_000),
        "checks, and claims that they name, in one part of a report that workers split",
    ),
    Variable(
        f"{PREFIX}REQUIRE_TOKENS",
        "require_tokens",
        _truth,
        "ask for a token on a loopback `HOST` too; on any other one is asked for anyway",
    ),
    Variable(
        f"{PREFIX}ALLOW_ANONYMOUS",
        "allow_anonymous",
        _truth,
        "ask for no token on a `HOST` that other machines can reach: something in front controls who comes in",
    ),
    Variable(
        f"{PREFIX}RATE_LIMIT",
        "rate_limit",
        _rate,
        "requests that each token may make if it has no rate of its own, such as `600/minute`, or `none`; without a "
        f"token, each address. Not set: `{DEFAULT_RATE}` where tokens are required, else `{UNLIMITED}`",
    ),
    Variable(
        f"{PREFIX}TRUSTED_HOSTS",
        "trusted_hosts",
        _hosts,
        "names, with commas between them, that requests may have in their header `Host`; `*`: any. Unless set: those "
        f"of the loopback interface and `HOST`, or any where tokens are asked for or with `{PREFIX}ALLOW_ANONYMOUS`",
    ),
    Variable(
        f"{PREFIX}DATABASE_WAIT",
        "database_wait",
        _whole(0, 3600),
        "seconds to wait at start for a database that does not answer yet",
    ),
)

_DEFAULTS: Final = Settings()
