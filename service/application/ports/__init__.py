"""What the use cases need from the outside: transactions over the stored things, a cache of results, jobs."""

from service.application.ports.bulkhead import Bulkhead
from service.application.ports.cache import Outcome, ResultCache
from service.application.ports.jobs import Jobs
from service.application.ports.observer import Observer, Place, Seen, Telemetry
from service.application.ports.quota import Quota, Rate, Standing
from service.application.ports.stored import (
    Answers,
    Audit,
    Checks,
    Claims,
    Collections,
    Documents,
    Parts,
    Reports,
    Sources,
    Tokens,
    Waivers,
)
from service.application.ports.work import UnitOfWork, UnitOfWorkFactory

__all__ = [
    "Answers",
    "Audit",
    "Bulkhead",
    "Checks",
    "Claims",
    "Collections",
    "Documents",
    "Jobs",
    "Observer",
    "Outcome",
    "Parts",
    "Place",
    "Quota",
    "Rate",
    "Reports",
    "ResultCache",
    "Seen",
    "Sources",
    "Standing",
    "Telemetry",
    "Tokens",
    "UnitOfWork",
    "UnitOfWorkFactory",
    "Waivers",
]
