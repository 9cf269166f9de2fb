"""Labels of uncertain inputs for people: the capacity of a plant, the lead time of an operation."""

from __future__ import annotations

from collections.abc import Callable

from muster.text import _, isolate_in_rtl, mark

DisplayName = Callable[[str, str], str]
"""Function from kind and id to the name for people."""

INPUT_LABELS = {
    ("resource", "quantity"): mark("capacity of {id}"),
    ("resource", "from"): mark("start of the capacity of {id}"),
    ("resource", "cost"): mark("cost of the capacity of {id}"),
    ("resource", "ramp_up"): mark("rise in the load of {id}"),
    ("resource", "ramp_down"): mark("fall in the load of {id}"),
    ("resource", "initial_load"): mark("load of {id} before the start"),
    ("operation", "lead_time"): mark("lead time of {id}"),
    ("operation", "unit_cost"): mark("unit cost of {id}"),
    ("operation", "maximum"): mark("largest level of {id}"),
    ("operation", "minimum_run"): mark("smallest run of {id}"),
    ("operation", "run_cost"): mark("cost of a run of {id}"),
    ("operation", "available_from"): mark("first day of {id}"),
    ("operation", "available_until"): mark("last day of {id}"),
    ("operation", "factor"): mark("yield of {id}"),
    ("lane", "lead_time"): mark("transit time of {id}"),
    ("lane", "capacity"): mark("capacity of lane {id}"),
    ("lane", "load"): mark("load of goods on lane {id}"),
    ("lane", "unit_cost"): mark("unit cost of {id}"),
    ("lane", "available_from"): mark("first day of {id}"),
    ("lane", "available_until"): mark("last day of {id}"),
    ("stock", "quantity"): mark("stock of {id}"),
    ("stock", "maximum"): mark("storage of {id}"),
    ("receipt", "quantity"): mark("receipts of {id}"),
    ("receipt", "date"): mark("date of the receipts of {id}"),
    ("receipt", "until"): mark("last date of the receipts of {id}"),
    ("request", "quantity"): mark("quantity of request {id}"),
    ("request", "due"): mark("due date of request {id}"),
    ("request", "until"): mark("last due date of request {id}"),
    ("request", "earliest"): mark("earliest date of request {id}"),
    ("request", "latest"): mark("latest date of request {id}"),
    ("pledge", "quantity"): mark("quantity of pledge {id}"),
    ("pledge", "by"): mark("date of pledge {id}"),
    ("consent", "decision"): mark("consent of {id}"),
    ("consent", "limit"): mark("limit of the consent of {id}"),
    ("consent", "from"): mark("date of the consent of {id}"),
    ("fund", "amount"): mark("money of fund {id}"),
    ("fund", "date"): mark("date of the money of fund {id}"),
    ("investment", "adds"): mark("capacity that investment {id} adds"),
    ("investment", "cost"): mark("cost of investment {id}"),
    ("investment", "lead_time"): mark("lead time of investment {id}"),
    ("investment", "earliest"): mark("earliest start of investment {id}"),
    ("investment", "maximum"): mark("largest size of investment {id}"),
}


def id_as_name(kind: str, id: str) -> str:
    """A thing by its id."""
    return id


def input_label(kind: str, id: str, column: str | None, display_name: DisplayName = id_as_name) -> str:
    """A figure in words; a group (`column` None) by its name."""
    if column is None:
        return _("group {id}").format(id=id)
    return _(INPUT_LABELS[kind, column]).format(id=isolate_in_rtl(display_name(kind, id)))
