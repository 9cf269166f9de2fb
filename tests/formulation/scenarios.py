"""One tiny scenario for each row family, with what of its program the golden text shows."""

from __future__ import annotations

from formulation.asks import ASKS
from formulation.goods import GOODS

SCENARIOS = GOODS | ASKS
