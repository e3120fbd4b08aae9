"""``python -m service.api.openapi`` prints the contract as it is committed in ``openapi.yaml``."""

from __future__ import annotations

import sys
from typing import Any

import yaml

from service.api import document


def as_yaml(document: dict[str, Any]) -> str:
    """The document as it is committed."""
    return yaml.dump(document, sort_keys=False, allow_unicode=True, width=120, Dumper=_Dumper)


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


if __name__ == "__main__":
    sys.stdout.write(as_yaml(document()))
