from __future__ import annotations

from typing import Any

from service.application import sources
from service.application.lineage import origins_of
from service.application.records import Source
from service.storage import SqlUnits
from tests import samples


def created(units: SqlUnits, title: str, *cites: Source, **members: Any) -> Source:
    with units() as uow:
        body = samples.source(title=title, cites=[str(cited.id) for cited in cites], **members)
        source = sources.create(uow, body)
        uow.commit()
    return source


def test_lineage_ends_at_the_sources_that_quote_nobody(units: SqlUnits) -> None:
    release = created(units, "Release", publisher=None, reference=True)
    survey = created(units, "Survey")
    agency = created(units, "Agency", release)
    paper = created(units, "Paper", agency, survey)
    with units(read_only=True) as uow:
        found = origins_of(uow, [paper.id, agency.id, release.id])
    assert found[release.id].origins == found[agency.id].origins == (str(release.id),)
    assert found[paper.id].origins == tuple(sorted((str(release.id), str(survey.id))))
    assert (found[release.id].name, found[release.id].reference) == ("Release", True)
    assert (found[paper.id].name, found[paper.id].reference) == ("The Paper: Paper", False)


def test_a_source_reached_by_two_ways_counts_once(units: SqlUnits) -> None:
    release = created(units, "Release")
    one, two = created(units, "One", release), created(units, "Two", release)
    digest = created(units, "Digest", one, two)
    with units(read_only=True) as uow:
        assert origins_of(uow, [digest.id])[digest.id].origins == (str(release.id),)


def test_no_sources_have_no_lineage(units: SqlUnits) -> None:
    with units(read_only=True) as uow:
        assert origins_of(uow, []) == {}
