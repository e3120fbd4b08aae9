"""How Hypothesis runs: the same examples every time, so that a failure on one machine is one on all.

``HYPOTHESIS_PROFILE=explore`` looks at other examples, and more of them, each time.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
settings.register_profile("explore", deadline=None, print_blob=True, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
