"""JUnit XML as the schema has it that Jenkins' xUnit plugin refuses files by (junit-10.xsd), in a table.

Of this format there is no standard. That schema is the strictest of those in use which files without times and hosts
can keep; what GitLab and Jenkins' own step read is less.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree import ElementTree as ET


class Element(NamedTuple):
    required: frozenset[str]
    optional: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()
    text: bool = False


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_OUTCOME = Element(_names(""), _names("type message"), text=True)
_OUTPUT = Element(_names(""), text=True)

ELEMENTS = {
    "testsuites": Element(_names(""), _names("name time tests failures errors"), _names("testsuite")),
    "testsuite": Element(
        _names("name tests failures errors"),
        _names("group time skipped timestamp hostname id package file log url"),
        _names("testsuite properties testcase system-out system-err"),
    ),
    "testcase": Element(
        _names("name"),
        _names("time classname group"),
        _names("skipped error failure rerunFailure rerunError flakyFailure flakyError system-out system-err"),
    ),
    "failure": _OUTCOME,
    "error": _OUTCOME,
    "skipped": _OUTCOME,
    "system-out": _OUTPUT,
    "system-err": _OUTPUT,
}
_TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?").fullmatch


def faults(element: ET.Element) -> list[str]:
    """What the schema would refuse."""
    known = ELEMENTS.get(element.tag)
    if known is None:
        return [f"there is no {element.tag}"]
    found = [f"{element.tag} needs {name}" for name in known.required - set(element.attrib)]
    found += [f"{element.tag} has {name}" for name in set(element.attrib) - known.required - known.optional]
    found += [f"{child.tag} in {element.tag}" for child in element if child.tag not in known.children]
    if not known.text and ((element.text or "").strip() or any((child.tail or "").strip() for child in element)):
        found.append(f"text in {element.tag}")
    if element.tag != "testcase" and _TIME(element.get("time", "")) is None:
        found.append(f"time {element.get('time')}")
    return found + [fault for child in element for fault in faults(child)]


def parsed(xml: bytes) -> ET.Element:
    """The root of XML that the schema takes, whose counts are right."""
    root = ET.fromstring(xml)  # noqa: S314  just written
    assert root.tag == "testsuites"
    assert faults(root) == []
    for counted in (root, *root.findall("testsuite")):
        assert int(counted.attrib["tests"]) == len(list(counted.iter("testcase")))
        for outcome, count in (("failure", "failures"), ("error", "errors")):
            assert int(counted.attrib[count]) == len(list(counted.iter(outcome)))
        if counted is not root:
            assert int(counted.attrib["skipped"]) == len(list(counted.iter("skipped")))
    return root
