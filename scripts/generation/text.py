"""How generated text looks: stable, so that a difference is a difference of meaning."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]


def as_json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
