"""Names are compared alike on both sides: the screens' tests read the same table (web/i18n/folding.test.ts). R16."""

from __future__ import annotations

import json

import pytest

from shared.domain.folding import folded
from tests.ground import REPOSITORY

TABLE = json.loads((REPOSITORY / "tests/contract/folding.json").read_text())


@pytest.mark.parametrize(("written", "compared"), TABLE["folded"].items())
def test_a_name_folds_to_what_it_is_compared_by(written: str, compared: str) -> None:
    assert folded(written) == compared


@pytest.mark.parametrize("written", TABLE["folded"])
def test_what_is_folded_folds_to_itself(written: str) -> None:
    assert folded(folded(written)) == folded(written)
