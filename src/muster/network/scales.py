"""The scale of each item, request, resource and fund: a power of two near its largest figure (C16).

    scale = 2^k  with  0.75 x 2^k <= figure < 1.5 x 2^k

Whole items have scale 1, so that a whole level is a whole column; those whose scale would exceed
`INTEGER_SCALE_LIMIT` keep it and are planned in fractions (rule 11).
"""

from __future__ import annotations

from math import frexp, isfinite

from muster.network.facts import Facts
from muster.tolerances import INTEGER_SCALE_LIMIT


def power_of_two_near(figure: float) -> float:
    """Power of two near a figure; 1 if it is not positive and finite."""
    if not isfinite(figure) or figure == 0.0:
        return 1.0
    mantissa, exponent = frexp(abs(figure))
    return float(2.0 ** (exponent - 1 if mantissa < 0.75 else exponent))


class Scales:
    """Scales by id; items without request, stock or receipt are sized by the operations they go through."""

    def __init__(self, facts: Facts, quantity_by_request: dict[str, float]) -> None:
        """Derive the scales; `quantity_by_request` is the total demand of each request, in units of its `wants`."""
        largest: dict[str, float] = {}

        def record_amount(item: str, amount: float) -> None:
            largest[item] = max(largest.get(item, 0.0), abs(amount))

        for row in facts.rows("requests"):
            for item, ratio in facts.serving_items(row["wants"]).items():
                record_amount(item, quantity_by_request[row["request"]] / ratio)
        for row in facts.rows("stocks"):
            record_amount(row["item"], row["quantity"])
        for row in facts.rows("receipts"):
            record_amount(row["item"], row["quantity"])
        sized = {item: power_of_two_near(amount) for item, amount in largest.items() if amount > 0}
        self._size_by_operations(facts, sized)
        for item, row in facts.items.items():
            if row["integer"] and sized.get(item, 1.0) <= INTEGER_SCALE_LIMIT:
                sized[item] = 1.0
        self._items = sized
        self._whole = {item for item, row in facts.items.items() if row["integer"] and sized.get(item, 1.0) == 1.0}
        self._requests = {request: power_of_two_near(amount) for request, amount in quantity_by_request.items()}

    def item(self, item: str) -> float:
        """Scale of an item's stock, moves and hand-overs."""
        return self._items.get(item, 1.0)

    def is_whole(self, item: str) -> bool:
        """True if an item's moves, hand-overs and the operations giving it are planned in whole units."""
        return item in self._whole

    def request(self, request: str) -> float:
        """Scale of a request's balance, in units of what it wants."""
        return self._requests.get(request, 1.0)

    def level(self, items: dict[str, float]) -> float:
        """Scale of an operation's level, from the items it gives (positive) or else takes."""
        outputs = {item: q for item, q in items.items() if q > 0} or items
        ratios = [self.item(item) / abs(q) for item, q in outputs.items() if q]
        return power_of_two_near(max(ratios)) if ratios else 1.0

    @staticmethod
    def _size_by_operations(facts: Facts, sized: dict[str, float]) -> None:
        """Size the other items: an item that shares an operation with a sized one follows it, by their quantities."""
        recipes = []
        for rows in facts.rows_by("operation_items", "operation").values():
            amounts: dict[str, float] = {}
            for row in rows:
                for item in facts.serving_items(row["item"]):
                    amounts[item] = max(amounts.get(item, 0.0), abs(row["quantity"]))
            recipes.append({item: amount for item, amount in amounts.items() if amount})
        grew = True
        while grew:
            grew = False
            for amounts in recipes:
                levels = [sized[item] / amount for item, amount in amounts.items() if item in sized]
                missing = [item for item in amounts if item not in sized]
                if levels and missing:
                    for item in missing:
                        sized[item] = power_of_two_near(max(levels) * amounts[item])
                    grew = True
