"""The suites and cases of JUnit XML, and text as XML can hold it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Final

from junitparser import Failure, JUnitXml, Skipped, TestCase, TestSuite

# XML 1.0 has no way to write these.
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(name: str, suites: Iterable[TestSuite]) -> bytes:
    """The XML of suites, in UTF-8."""
    whole = JUnitXml(text(name))
    # Not how many were skipped: the schema that Jenkins holds such files to has that for suites only.
    whole.tests = whole.failures = whole.errors = 0
    whole.time = 0.0
    for one in suites:
        whole.append(one)
        whole.tests += one.tests
        whole.failures += one.failures
        whole.errors += one.errors
    stream = io.BytesIO()
    whole.write(stream)
    return stream.getvalue()


def suite(name: str, cases: Iterable[TestCase], timestamp: str | None = None) -> TestSuite:
    """A suite that counts its cases. ``timestamp`` is in ISO 8601, without a zone."""
    made = TestSuite(text(name))
    if timestamp is not None:
        made.timestamp = timestamp
    made.extend(cases)
    made.update_statistics()
    return made


def case(name: str, classname: str) -> TestCase:
    """A case that passes."""
    # Times are not kept; zero is what readers take for that.
    return TestCase(text(name), text(classname), 0)


def fail(failing: TestCase, headline: str, kind: str, body: str) -> None:
    """Make a case fail, with all that is to be told."""
    failure = Failure(text(headline), kind)
    failure.text = text(body)
    failing.append(failure)


def skip(skipped: TestCase, headline: str, kind: str, body: str) -> None:
    """Make a case one that neither passes nor fails, with all that is to be told."""
    skipped.append(Skipped(text(headline), kind))
    skipped.system_out = text(body)


def text(given: str) -> str:
    """``given`` with what XML cannot hold replaced."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", given)
