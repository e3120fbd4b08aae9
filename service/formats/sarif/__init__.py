"""SARIF 2.1.0 (OASIS, with errata 01), for code scanning and everything that shows its findings."""

from __future__ import annotations

from service.formats.sarif.files import render as render_files
from service.formats.sarif.log import DRIVER, FINGERPRINT
from service.formats.sarif.report import render

__all__ = ["DRIVER", "FINGERPRINT", "render", "render_files"]
