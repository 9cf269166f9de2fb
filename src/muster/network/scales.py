"""The scale of each item, request, resource and fund: a power of two near its largest figure (C16).

    scale = 2^k  with  0.75 x 2^k <= figure < 1.5 x 2^k

Whole items have scale 1, so that a whole level is a whole column; those whose scale would pass `WHOLE_UP_TO` keep it
and are planned in fractions (rule 11).
"""

from __future__ import annotations

from math import frexp, isfinite

from muster.network.facts import Facts
from muster.tolerances import WHOLE_UP_TO


def near(figure: float) -> float:
    """The power of two near a figure; 1 for nothing, or for what is not a finite amount."""
    if not isfinite(figure) or figure == 0.0:
        return 1.0
    mantissa, exponent = frexp(abs(figure))
    return float(2.0 ** (exponent - 1 if mantissa < 0.75 else exponent))


class Scales:
    """Scales by id. Items that no request, stock or receipt sizes take theirs from the operations they go through."""

    def __init__(self, facts: Facts, wanted: dict[str, float]) -> None:
        """`wanted` is what each request asks for in all, in units of its `wants`."""
        largest: dict[str, float] = {}

        def note(item: str, amount: float) -> None:
            largest[item] = max(largest.get(item, 0.0), abs(amount))

        for row in facts.rows("requests"):
            for item, ratio in facts.choices(row["wants"]).items():
                note(item, wanted[row["request"]] / ratio)
        for row in facts.rows("stocks"):
            note(row["item"], row["quantity"])
        for row in facts.rows("receipts"):
            note(row["item"], row["quantity"])
        sized = {item: near(amount) for item, amount in largest.items() if amount > 0}
        self._through_operations(facts, sized)
        for item, row in facts.items.items():
            if row["integer"] and sized.get(item, 1.0) <= WHOLE_UP_TO:
                sized[item] = 1.0
        self._items = sized
        self._whole = {item for item, row in facts.items.items() if row["integer"] and sized.get(item, 1.0) == 1.0}
        self._requests = {request: near(amount) for request, amount in wanted.items()}

    def item(self, item: str) -> float:
        """Scale of an item's stock, moves and hand-overs."""
        return self._items.get(item, 1.0)

    def whole(self, item: str) -> bool:
        """Whether an item's moves, hand-overs and the operations giving it are planned in whole units."""
        return item in self._whole

    def request(self, request: str) -> float:
        """Scale of a request's balance, in units of what it wants."""
        return self._requests.get(request, 1.0)

    def level(self, items: dict[str, float]) -> float:
        """Scale of an operation's level, from the items it gives (positive) or else takes."""
        given = {item: q for item, q in items.items() if q > 0} or items
        ratios = [self.item(item) / abs(q) for item, q in given.items() if q]
        return near(max(ratios)) if ratios else 1.0

    @staticmethod
    def _through_operations(facts: Facts, sized: dict[str, float]) -> None:
        """Size the rest: whoever shares an operation with a sized item is of its size, by the quantities."""
        recipes = []
        for rows in facts.grouped("operation_items", "operation").values():
            amounts: dict[str, float] = {}
            for row in rows:
                for item in facts.choices(row["item"]):
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
                        sized[item] = near(max(levels) * amounts[item])
                    grew = True
