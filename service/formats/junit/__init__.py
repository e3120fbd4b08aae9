"""JUnit XML, which Jenkins, GitLab and others show as test results."""

from __future__ import annotations

from service.formats.junit.files import render as render_files
from service.formats.junit.report import render

__all__ = ["render", "render_files"]
