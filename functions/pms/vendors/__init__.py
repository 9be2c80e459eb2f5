"""The vendors we speak with: from name to class. Adding one is one file here and its line below."""

from __future__ import annotations

from collections.abc import Mapping

from functions.pms.vendors.mews import Mews
from functions.pms.vendors.port import Vendor

VENDORS: Mapping[str, type[Vendor]] = {Mews.name: Mews}
