"""View model of an explanation, by the names that readers know: things, causes, pegs and parties."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from muster.explain.explanation import Explanation
from muster.explain.relaxations.relaxation import consent_id
from muster.explain.results import KindAndId, LateRequest
from muster.explain.sentences import bottlenecks as sentences
from muster.report.cell_format import SEMICOLON
from muster.report.display_names import name_label
from muster.report.plan_view import PlanView
from muster.text import _, isolate_in_rtl, join_list

_MAX_NAME_LENGTH = 160
"""Letters of a name in a sentence."""
_STOCK_KINDS = frozenset({"stock", "receipt", "reserve", "storage"})
_CONSENT_KINDS = frozenset({"consent", "earmark"})
_RESOURCE_KINDS = frozenset({"capacity", "ramp"})


class ExplanationView:
    """An explanation of the plan that is read, with the names of its scenario."""

    def __init__(self, plan_view: PlanView) -> None:
        self.plan_view = plan_view
        self.explanation = plan_view.explanation or Explanation()
        self.late_requests = {late_request.request: late_request for late_request in self.explanation.late_requests}

    def relaxation_label(self, subject: KindAndId) -> str:
        """A factor in words: capacity of Norwegian 35 mm line."""
        return sentences.relaxation_name(self.with_name(subject))

    def subject_name(self, kind: str, id: str) -> str:
        """Name of a relaxation's subject for sentences and charts."""
        if kind in _RESOURCE_KINDS:
            return name_label(self.plan_view.names.name_of("resource", id), _MAX_NAME_LENGTH)
        if kind in _STOCK_KINDS and id in self._stocks_by_id:
            location, item = self._stocks_by_id[id]
            return isolate_in_rtl(
                _("{item} at {location}").format(item=self.item_name(item), location=self.location_name(location))
            )
        if kind == "reserve" and id in self._party_floors_by_id:
            party, item = self._party_floors_by_id[id]
            return isolate_in_rtl(
                _("{item} of {party}").format(item=self.item_name(item), party=self.party_name(party))
            )
        if kind == "companion" and id in self._companions_by_id:
            item, needs = self._companions_by_id[id]
            return isolate_in_rtl(
                _("{needs} with {item}").format(needs=self.item_name(needs), item=self.item_name(item))
            )
        if kind in _CONSENT_KINDS and id in self._consents_by_id:
            return isolate_in_rtl(self._consent_name(*self._consents_by_id[id]))
        return name_label(id, _MAX_NAME_LENGTH)

    def party_name(self, id: str | None) -> str:
        """A party by its name; nothing where nobody is named."""
        return name_label(self.plan_view.names.name_of("party", id), _MAX_NAME_LENGTH)

    def item_name(self, id: str) -> str:
        """An item or family by its name."""
        return name_label(self.plan_view.names.item_or_family_name(id), _MAX_NAME_LENGTH)

    def location_name(self, id: str) -> str:
        """A location by its name."""
        return name_label(self.plan_view.names.name_of("location", id), _MAX_NAME_LENGTH)

    def stock_name(self, location: str, item: str) -> str:
        """Location and item by their names, as an explanation writes a stock's id: `location/item`."""
        return f"{self.location_name(location)}/{self.item_name(item)}"

    def with_names(self, late_request: LateRequest) -> LateRequest:
        """The same with names for ids."""
        bottlenecks = tuple(
            replace(
                bottleneck,
                id=self.subject_name(bottleneck.kind, bottleneck.id),
                next_bottleneck=self.with_name(bottleneck.next_bottleneck) if bottleneck.next_bottleneck else None,
            )
            for bottleneck in late_request.bottlenecks
        )
        joint_sets = tuple(
            replace(joint_set, members=tuple(map(self.with_name, joint_set.members)))
            for joint_set in late_request.joint_sets
        )
        return replace(late_request, bottlenecks=bottlenecks, joint_sets=joint_sets)

    def causes_label(self, request: str) -> str:
        """Causes of a request in a few words: proved ones, the largest gain first; nothing if it is in time."""
        late_request = self.late_requests.get(request)
        if late_request is None:
            return _("not explained") if request in self._late_or_short_ids else ""
        if late_request.bottlenecks:
            return join_list(
                (
                    isolate_in_rtl(self.relaxation_label((bottleneck.kind, bottleneck.id)))
                    for bottleneck in late_request.bottlenecks
                ),
                SEMICOLON,
            )
        if late_request.joint_sets:
            names = join_list(
                (isolate_in_rtl(self.relaxation_label(factor)) for factor in late_request.joint_sets[0].members),
                SEMICOLON,
            )
            return _("only these together: {things}").format(things=names)
        if self.explanation.critical_paths.get(request):
            return _("lead time alone")
        if late_request.by_choice:
            return _("nothing: others of its class could be late instead")
        if late_request.untried or not late_request.worths_known:
            return _("nothing that was tried")
        return _("no limit: nothing could be there sooner")

    def with_name(self, subject: KindAndId) -> KindAndId:
        """The same with its name for its id."""
        return subject[0], self.subject_name(*subject)

    def _consent_name(self, party: str, wants: str, recipient: str | None, holder: str | None) -> str:
        names = {
            "party": self.party_name(party),
            "wants": self.item_name(wants),
            "recipient": self.party_name(recipient),
        }
        template = _("{party} for {wants}") if recipient is None else _("{party} for {wants} to {recipient}")
        name = template.format(**names)
        if holder is None:
            return name
        return _("{consent}, of goods of {holder}").format(consent=name, holder=self.party_name(holder))

    @cached_property
    def _late_or_short_ids(self) -> set[str]:
        return {fulfilment.demand.request for fulfilment in self.plan_view.late_or_short}

    @cached_property
    def _stocks_by_id(self) -> dict[str, tuple[str, str]]:
        """Location and item by `location/item`."""
        rows = self.plan_view.input_table("receipts").select("location", "item").iter_rows()
        return {f"{location}/{item}": (location, item) for location, item in rows} | self.plan_view.names.stocks_by_id

    @cached_property
    def _party_floors_by_id(self) -> dict[str, tuple[str, str]]:
        """Party and item of floors of a party as a whole, by `party/item`."""
        rows = self.plan_view.input_table("reserves").drop_nulls("party").select("party", "item").iter_rows()
        return {f"{party}/{item}": (party, item) for party, item in rows}

    @cached_property
    def _companions_by_id(self) -> dict[str, tuple[str, str]]:
        """Item and what goes along with it, by `item/needs`."""
        rows = self.plan_view.input_table("companions").select("item", "needs").iter_rows()
        return {f"{item}/{needs}": (item, needs) for item, needs in rows}

    @cached_property
    def _consents_by_id(self) -> dict[str, tuple[str, str, str | None, str | None]]:
        """Party, what is wanted, recipient and holder, if it names them, by the consent's id."""
        rows = self.plan_view.input_table("consents").select("party", "wants", "recipient", "holder").iter_rows()
        return {consent_id(row[0], row[1], row[2] or "", row[3] or ""): row for row in rows}
