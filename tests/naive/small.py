"""Rows of small scenarios, for tests that a person can follow with a pencil."""

from __future__ import annotations

import pytest

from .planner import plan

TOL = 1e-6


def scenario(buckets, rows, items="X", places=(("L", "A"),), bucket="month", start="2023-01-01", **more):
    """(tables, settings) of a few locations given as (location, party)."""
    parties = sorted({party for _, party in places})
    tables = {
        "parties": [{"party": p} for p in parties],
        "locations": [{"location": place, "party": party} for place, party in places],
        "items": [{"item": i} for i in items.split()],
        **rows,
    }
    return tables, {"start": start, "buckets": buckets, "bucket": bucket, **more}


def request(name="Q", wants="X", quantity=10, due="2023-01-01", **more):
    return {
        "request": name,
        "party": "A",
        "location": "L",
        "wants": wants,
        "quantity": quantity,
        "due": due,
        **more,
    }


def stock(item, quantity, location="L", **more):
    return {"location": location, "item": item, "quantity": quantity, **more}


def makes(name, gives, takes, location="L", **more):
    """(operation row, its items) of an operation giving and taking {item: quantity}."""
    parts = [{"operation": name, "item": i, "quantity": q} for i, q in gives.items()]
    parts += [{"operation": name, "item": i, "quantity": -q} for i, q in takes.items()]
    return {"operation": name, "location": location, **more}, parts


def solved(*given_scenario, status="optimal"):
    found = plan(*given_scenario)
    assert found.status == status
    return found


def close(value):
    return pytest.approx(value, rel=TOL, abs=TOL)


def consent(party="B", wants="X", decision="granted", **more):
    return {"party": party, "wants": wants, "decision": decision, **more}


def worked(capacities=(), resource=None, buckets=4, quantity=100, **rows):
    """One operation on one resource V, and one request due at once."""
    operation, parts = makes("make", {"X": 1}, {}, maximum=1000)
    return scenario(
        buckets,
        {
            "operations": [operation],
            "operation_items": parts,
            "operation_resources": [{"operation": "make", "resource": "V"}],
            "resources": [{"resource": "V", "location": "L", **(resource or {})}],
            "capacities": [{"resource": "V", **c} for c in capacities],
            "requests": [request(quantity=quantity)],
            **rows,
        },
    )
