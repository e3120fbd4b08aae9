from __future__ import annotations

import pytest

from service.application import beside, ports

# What looks in both databases. All else that a repository can do is done in the scratch database alone; whoever adds
# a method to a port decides here whether what is stored elsewhere matters to it.
IN_BOTH = {
    beside._Collections: {"existing"},
    beside._Sources: {"several", "lineage"},
    beside._Claims: {"current", "at", "rates_near"},
}
IN_SCRATCH = {
    beside._Collections: {"add", "get", "page", "replace", "remove", "use_of", "put", "serialise"},
    beside._Sources: {
        "add",
        "get",
        "existing",
        "by_identity",
        "serialise",
        "page",
        "replace",
        "remove",
        "use_of",
        "of_collection",
    },
    beside._Claims: {
        "add",
        "get",
        "page",
        "footing",
        "revise",
        "revise_all",
        "untouched",
        "revisions",
        "revision",
        "histories",
        "restore",
    },
}
PORTS: dict[type[beside._Over], type] = {
    beside._Collections: ports.Collections,
    beside._Sources: ports.Sources,
    beside._Claims: ports.Claims,
}


def methods(of: type) -> set[str]:
    return {name for name in vars(of) if not name.startswith("_")}


@pytest.mark.parametrize("repository", PORTS, ids=lambda repository: repository.__name__)
def test_for_each_thing_a_repository_can_do_it_is_settled_where_it_looks(repository: type[beside._Over]) -> None:
    assert methods(repository) == IN_BOTH[repository]
    assert methods(PORTS[repository]) == IN_BOTH[repository] | IN_SCRATCH[repository]
