"""What an explanation says, by the names that readers know: things, what holds a request back, pegs and parties."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from muster.explain.relaxations.relaxation import consent_id
from muster.explain.results import Explanation, Held, Named
from muster.explain.sentences import bottlenecks as words
from muster.plans.tables.requests import Served
from muster.report.charts.vega import named
from muster.report.plan_view import Reading
from muster.text import _, listed, mark, unit

SEMICOLON = mark("; ")

_LONGEST = 160
"""Letters of a name in a sentence."""
_PLACES = frozenset({"stock", "receipt", "reserve", "storage"})
_CONSENTS = frozenset({"consent", "earmark"})
_RESOURCES = frozenset({"capacity", "ramp"})


class Reasons:
    """An explanation of the plan that is read, with the names of its scenario."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.explanation = reading.explanation or Explanation()
        self.held = {one.request: one for one in self.explanation.held}

    def behind(self) -> list[Served]:
        """The late and short requests: by priority, the most late of each class first."""
        return sorted(self.reading.behind, key=lambda one: (one.want.priority, -_part_late(one), one.want.request))

    def thing(self, what: Named) -> str:
        """A factor in words: capacity of Norwegian 35 mm line."""
        return words.what(self.called(what))

    def name(self, kind: str, id: str) -> str:
        """What a factor's id is called, as it may stand in sentences and drawings."""
        if kind in _RESOURCES:
            return named(self.reading.names.of("resource", id), _LONGEST)
        if kind in _PLACES and id in self._places:
            location, item = self._places[id]
            return unit(_("{item} at {location}").format(item=self.item(item), location=self.location(location)))
        if kind == "reserve" and id in self._floors:
            party, item = self._floors[id]
            return unit(_("{item} of {party}").format(item=self.item(item), party=self.party(party)))
        if kind == "companion" and id in self._companions:
            item, needs = self._companions[id]
            return unit(_("{needs} with {item}").format(needs=self.item(needs), item=self.item(item)))
        if kind in _CONSENTS and id in self._consents:
            return unit(self._consent(*self._consents[id]))
        return named(id, _LONGEST)

    def party(self, id: str | None) -> str:
        """A party by its name; nothing where nobody is named."""
        return named(self.reading.names.of("party", id), _LONGEST)

    def item(self, id: str) -> str:
        """An item or family by its name."""
        return named(self.reading.names.wants(id), _LONGEST)

    def location(self, id: str) -> str:
        """A location by its name."""
        return named(self.reading.names.of("location", id), _LONGEST)

    def stock(self, id: str, item: str) -> str:
        """Location and item by their names, as an explanation writes a stock's id: `location/item`."""
        return f"{self.location(id.removesuffix(f'/{item}'))}/{self.item(item)}"

    def named(self, held: Held) -> Held:
        """The same with names for ids."""
        bottlenecks = tuple(
            replace(one, id=self.name(one.kind, one.id), next=self.called(one.next) if one.next else None)
            for one in held.bottlenecks
        )
        together = tuple(replace(one, factors=tuple(map(self.called, one.factors))) for one in held.together)
        return replace(held, bottlenecks=bottlenecks, together=together)

    def causes(self, request: str) -> str:
        """What holds a request back, in a few words: proved things, what gains most first; nothing if it is in time."""
        held = self.held.get(request)
        if held is None:
            return _("not explained") if request in self._behind else ""
        if held.bottlenecks:
            return listed((unit(self.thing((one.kind, one.id))) for one in held.bottlenecks), SEMICOLON)
        if held.together:
            things = listed((unit(self.thing(factor)) for factor in held.together[0].factors), SEMICOLON)
            return _("only these together: {things}").format(things=things)
        if self.explanation.critical_path.get(request):
            return _("lead time alone")
        if held.by_choice:
            return _("nothing: others of its class could be late instead")
        if held.untried or not held.known:
            return _("nothing that was tried")
        return _("no limit: nothing could be there sooner")

    def called(self, what: Named) -> Named:
        """The same with its name for its id."""
        return what[0], self.name(*what)

    def _consent(self, party: str, wants: str, recipient: str | None, holder: str | None) -> str:
        names = {"party": self.party(party), "wants": self.item(wants), "recipient": self.party(recipient)}
        text = _("{party} for {wants}") if recipient is None else _("{party} for {wants} to {recipient}")
        told = text.format(**names)
        if holder is None:
            return told
        return _("{consent}, of goods of {holder}").format(consent=told, holder=self.party(holder))

    @cached_property
    def _behind(self) -> set[str]:
        return {one.want.request for one in self.reading.behind}

    @cached_property
    def _places(self) -> dict[str, tuple[str, str]]:
        """Location and item by `location/item`."""
        rows = self.reading.given("receipts").select("location", "item").iter_rows()
        return {f"{location}/{item}": (location, item) for location, item in rows} | self.reading.names.stocks

    @cached_property
    def _floors(self) -> dict[str, tuple[str, str]]:
        """Party and item of floors of a party as a whole, by `party/item`."""
        rows = self.reading.given("reserves").drop_nulls("party").select("party", "item").iter_rows()
        return {f"{party}/{item}": (party, item) for party, item in rows}

    @cached_property
    def _companions(self) -> dict[str, tuple[str, str]]:
        """Item and what goes along with it, by `item/needs`."""
        rows = self.reading.given("companions").select("item", "needs").iter_rows()
        return {f"{item}/{needs}": (item, needs) for item, needs in rows}

    @cached_property
    def _consents(self) -> dict[str, tuple[str, str, str | None, str | None]]:
        """Party, what is wanted, recipient and holder, if it names them, by the consent's id."""
        rows = self.reading.given("consents").select("party", "wants", "recipient", "holder").iter_rows()
        return {consent_id(row[0], row[1], row[2] or "", row[3] or ""): row for row in rows}


def _part_late(one: Served) -> float:
    return one.late_unit_buckets / one.quantity if one.quantity else 0.0
