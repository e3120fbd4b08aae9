"""What a report says, as plain JSON: put together, combined with others, compared with another.

An *item* is what came of one check: ``check`` (the id of a stored check, the key of a discovered one), ``origin``
(``stored`` or ``discovered``), ``verdict``, ``digest`` of its inputs, ``claims`` (the revisions it saw), and what else
people want to know of it. The *content* of a report is ``counts``, ``results`` (its items, stored ones first, each kind
in the order of ids), ``joint``, ``coverage`` and ``pins``: everything that follows from what it saw.
"""

from service.domain.joint.union import grouped, no_better_than, nothing_joint, undecided_joint, unite
from service.domain.report.combination import Shared, combine, shared
from service.domain.report.comparison import compare, differences
from service.domain.report.content import CONTENT, ORIGINS, Content, Item, Json, assemble, counts_of, place_of

__all__ = [
    "CONTENT",
    "ORIGINS",
    "Content",
    "Item",
    "Json",
    "Shared",
    "assemble",
    "combine",
    "compare",
    "counts_of",
    "differences",
    "grouped",
    "no_better_than",
    "nothing_joint",
    "place_of",
    "shared",
    "undecided_joint",
    "unite",
]
