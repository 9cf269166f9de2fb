"""Every problem code, provoked by a tiny scenario: where it is said to be, and why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from muster.problems import CODES
from scenario.small import only_problem, scenario

OPERATION = "operation,location\nmake,depot\n"
MAKES = "operation,item,quantity\nmake,valve,1\n"
CAPACITY = "resource,from,quantity\nline,,"

# Code, files in place of the sound scenario's, place, and words of the reason.
CASES: list[tuple[str, dict[str, str], str, str]] = [
    ("FILE-002", {"items.csv": 'item\n"pump\nvalve\n'}, "items.csv row 2", "cannot be read"),
    ("FILE-006", {"lane.csv": "lane\n"}, "lane.csv", "not a table"),
    ("FILE-008", {"items.csv": "item;name\npump;Pump\n"}, "items.csv row 1", "semicolons"),
    ("COL-001", {"items.csv": "item,naam\npump,Pump\n"}, "items.csv row 1, naam", "not a column of items"),
    ("COL-002", {"items.csv": "name\nPump\n"}, "items.csv row 1, item", "missing"),
    ("COL-003", {"items.csv": "item,item\npump,pump\n"}, "items.csv row 1, item", "twice"),
    ("COL-004", {"items.csv": "item,\npump,3\n"}, "items.csv row 1", "column 2"),
    ("ROW-001", {"items.csv": "item,name\npump,a,b\n"}, "items.csv row 2", "3 cells"),
    (
        "CELL-001",
        {"stocks.csv": "location,item,quantity\ndepot,pump,\n"},
        "stocks.csv row 2, quantity",
        "blank",
    ),
    (
        "CELL-002",
        {"stocks.csv": 'location,item,quantity\ndepot,pump,"1,5"\n'},
        "stocks.csv row 2, quantity",
        '"1,5"',
    ),
    (
        "CELL-003",
        {"stocks.csv": "location,item,quantity\ndepot,pump,inf\n"},
        "stocks.csv row 2, quantity",
        "finite",
    ),
    (
        "CELL-004",
        {"stocks.csv": "location,item,quantity\ndepot,pump,-1\n"},
        "stocks.csv row 2, quantity",
        "0 or more",
    ),
    (
        "CELL-005",
        {"requests.csv": "request,party,location,wants,quantity,due,priority\nr1,BBB,port,pump,5,2024-03,1.5\n"},
        "requests.csv row 2, priority",
        "whole",
    ),
    (
        "CELL-006",
        {"requests.csv": "request,party,location,wants,quantity,due\nr1,BBB,port,pump,5,2024-02-30\n"},
        "requests.csv row 2, due",
        "2024-02-30",
    ),
    ("CELL-007", {"items.csv": "item,integer\npump,yes\n"}, "items.csv row 2, integer", "true nor false"),
    (
        "CELL-008",
        {"parties.csv": "party,kind\nAAA,natoin\nBBB,\n"},
        "parties.csv row 2, kind",
        "nation, organisation",
    ),
    (
        "CELL-009",
        {"lanes.csv": "lane,origin,destination,lead_time\nsea,depot,port,soon\n"},
        "lanes.csv row 2, lead_time",
        '"soon"',
    ),
    ("CELL-013", {"items.csv": 'item\npump\nvalve\n"a\nb"\n'}, "items.csv row 4, item", "line break"),
    ("CELL-012", {"parties.csv": "party,country\nAAA,UKX\nBBB,UKR\n"}, "parties.csv row 2, country", "3166"),
    ("SET-001", {"scenario.toml": ""}, "scenario.toml", "missing"),
    ("SET-002", {"scenario.toml": "start = \n"}, "scenario.toml", "TOML"),
    (
        "SET-003",
        {"scenario.toml": "start = 2024-01-01\nbuckets = 6\nbukcet = 'month'\n"},
        "scenario.toml, bukcet",
        "not a setting",
    ),
    ("SET-004", {"scenario.toml": "start = 2024-01-01\n"}, "scenario.toml, buckets", "missing"),
    (
        "SET-005",
        {"scenario.toml": "start = 2024-01-01\nbuckets = 6\nobjective = 'cost'\n"},
        "scenario.toml, objective",
        "service",
    ),
    (
        "SET-006",
        {"scenario.toml": "start = 2024-01-15\nbuckets = 6\n"},
        "scenario.toml, start",
        "first of a month",
    ),
    (
        "SET-007",
        {"scenario.toml": "start = 2024-01-01\nbuckets = 'many'\n"},
        "scenario.toml, buckets",
        "horizon",
    ),
    (
        "SET-009",
        {"scenario.toml": "start = 9999-06-01\nbuckets = 12\n"},
        "scenario.toml, start",
        "after the year 9999",
    ),
    (
        "KEY-001",
        {"items.csv": "item\npump\nvalve\npump\n"},
        "items.csv row 4, item",
        "row 2 already has the same item",
    ),
    (
        "KEY-002",
        {
            "operations.csv": OPERATION,
            "operation_items.csv": MAKES,
            "yields.csv": "operation,from,factor\nmake,2024-02-01,1\nmake,2024-02-20,0.5\n",
        },
        "yields.csv row 2, from",
        "row 3 replaces it",
    ),
    (
        "KEY-003",
        {"families.csv": "family,item\npump,valve\n"},
        "families.csv row 2, family",
        "an item and a family",
    ),
    (
        "REF-001",
        {
            "operation_resources.csv": "operation,resource\nmake,line\n",
            "operations.csv": OPERATION,
            "operation_items.csv": MAKES,
        },
        "operation_resources.csv, resource",
        "there is none",
    ),
    (
        "REF-002",
        {"lanes.csv": "lane,origin,destination\nsea,depot,prot\nair,depot,port\n"},
        "lanes.csv row 2, destination",
        "is not a location",
    ),
    (
        "REF-003",
        {"sources.csv": "source,title\na,A\n", "items.csv": "item,source\npump,b\nvalve,a\n"},
        "items.csv row 2, source",
        "not a source",
    ),
    (
        "REF-004",
        {"uncertainties.csv": "of,id,column,distribution\nlane,sea,lead,fixed\n"},
        "uncertainties.csv row 2, column",
        "of lane that can be uncertain",
    ),
    ("RULE-001", {"reserves.csv": "item,floor\npump,1\n"}, "reserves.csv row 2, location", "neither"),
    (
        "RULE-002",
        {"reserves.csv": "location,party,item,floor\ndepot,AAA,pump,1\n"},
        "reserves.csv row 2, party",
        "both given",
    ),
    (
        "RULE-003",
        {"request_lines.csv": "request,due,quantity\nr1,2024-03,5\n"},
        "requests.csv row 2",
        "quantity, due and lines",
    ),
    (
        "RULE-004",
        {"requests.csv": "request,party,location,wants\nr1,BBB,port,pump\n"},
        "requests.csv row 2",
        "neither quantity and due nor lines",
    ),
    (
        "RULE-005",
        {
            "requests.csv": "request,party,location,wants,quantity,due,earliest,latest\n"
            "r1,BBB,port,pump,5,2024-03,2024-03,2024-02\n"
        },
        "requests.csv row 2, latest",
        "before earliest (2024-03-01)",
    ),
    (
        "RULE-006",
        {
            "stocks.csv": "location,item,quantity,maximum\ndepot,pump,10,20\n",
            "reserves.csv": "location,item,from,floor\ndepot,pump,2024-03,30\n",
        },
        "reserves.csv row 2, floor",
        "storage limit of 20",
    ),
    (
        "RULE-007",
        {
            "resources.csv": "resource,ramp_down,initial_load\nline,1,50\n",
            "capacities.csv": CAPACITY + "10\n",
        },
        "resources.csv row 2, ramp_down",
        "only fall to 49 by 2024-01-01, above the capacity of 10",
    ),
    (
        "RULE-008",
        {"resources.csv": "resource,ramp_up,initial_load\nline,1,0\n", "capacities.csv": CAPACITY + "10\n"},
        "resources.csv row 2, ramp_up",
        "reaches no more than 6",
    ),
    (
        "RULE-009",
        {"operations.csv": "operation,location,unit_cost\nmake,depot,-3\n", "operation_items.csv": MAKES},
        "operations.csv row 2, unit_cost",
        "nothing limits",
    ),
    (
        "RULE-010",
        {"operations.csv": "operation,location,minimum_run\nmake,depot,3\n", "operation_items.csv": MAKES},
        "operations.csv row 2, minimum_run",
        "needs a maximum",
    ),
    (
        "RULE-011",
        {
            "families.csv": "family,item\nany,pump\n",
            "operations.csv": OPERATION,
            "operation_items.csv": "operation,item,quantity\nmake,any,1\n",
        },
        "operation_items.csv row 2, item",
        "operations give items",
    ),
    (
        "RULE-012",
        {"lanes.csv": "lane,item,origin,destination,capacity\nsea,pump,depot,port,5\nsea,valve,depot,port,6\n"},
        "lanes.csv row 3, capacity",
        "row 2 of the same lane (5)",
    ),
    (
        "RULE-013",
        {"companions.csv": "item,needs,quantity\npump,valve,1\nvalve,pump,1\n"},
        "companions.csv row 2",
        "pump → valve → pump",
    ),
    (
        "RULE-014",
        {"consents.csv": "party,wants,decision,limit\nAAA,pump,withheld,5\n"},
        "consents.csv row 2, limit",
        "the decision is withheld",
    ),
    (
        "RULE-015",
        {
            "operations.csv": "operation,location,minimum_run,maximum\nmake,depot,3,2\n",
            "operation_items.csv": MAKES,
        },
        "operations.csv row 2, minimum_run",
        "above the maximum of 2",
    ),
    (
        "RULE-016",
        {
            "resources.csv": "resource,party\nline,AAA\n",
            "investments.csv": "investment,resource,adds\nmore,line,1\n",
            "investment_items.csv": "investment,item,quantity\nmore,pump,1\n",
        },
        "investment_items.csv row 2, item",
        "neither this row nor its resource has a location",
    ),
    (
        "RULE-017",
        {
            "items.csv": "item,integer\npump,true\nvalve,\n",
            "stocks.csv": "location,item,quantity\ndepot,pump,5000000\n",
        },
        "items.csv row 2, item",
        "quantities up to 5,000,000",
    ),
    (
        "DATE-001",
        {"receipts.csv": "location,item,quantity,date\ndepot,pump,1,2023-12-31\n"},
        "receipts.csv row 2, date",
        "before the start (2024-01-01)",
    ),
    (
        "DATE-002",
        {"requests.csv": "request,party,location,wants,quantity,due\nr1,BBB,port,pump,5,2023-03-01\n"},
        "requests.csv row 2, due",
        "due in the first bucket",
    ),
    (
        "DATE-003",
        {"receipts.csv": "location,item,quantity,date\ndepot,pump,1,2024-07-01\n"},
        "receipts.csv row 2, date",
        "ends on 2024-06-30",
    ),
    (
        "DATE-004",
        {"lanes.csv": "lane,origin,destination,available_until\nsea,depot,port,2023-12-31\nair,depot,port,\n"},
        "lanes.csv row 2, available_until",
        "no effect",
    ),
    ("NET-001", {"stocks.csv": ""}, "requests.csv row 2, wants", 'nothing supplies "pump"'),
    ("NET-002", {"lanes.csv": ""}, "requests.csv row 2, location", 'no lane brings "pump" to "port"'),
    ("NET-003", {"operations.csv": OPERATION}, "operations.csv row 2", '"make" gives nothing'),
    (
        "NET-004",
        {
            "operations.csv": "operation,location\nmake,depot\nback,depot\n",
            "operation_items.csv": "operation,item,quantity\nmake,pump,-1\nmake,valve,2\nback,valve,-1\nback,pump,1\n",
        },
        "operations.csv row 3",
        "produce pump, valve without any input: back, make",
    ),
    (
        "NET-005",
        {"lanes.csv": "lane,origin,destination,lead_time\nsea,depot,port,6\nair,depot,port,0\n"},
        "lanes.csv row 2, lead_time",
        "nothing started arrives",
    ),
    (
        "NET-006",
        {"lanes.csv": "lane,origin,destination,lead_time\nsea,depot,port,3m\n"},
        "requests.csv row 2",
        "no sooner than 2024-04-01",
    ),
    (
        "NET-007",
        {"operations.csv": OPERATION, "operation_items.csv": MAKES},
        "operations.csv row 2",
        '"make" gives any quantity of valve',
    ),
    ("CAP-001", {"resources.csv": "resource\nline\n"}, "resources.csv row 2", "unlimited"),
    (
        "CAP-002",
        {
            "scenario.toml": "start = 2024-01-01\nbuckets = 6\nbasis = ['contracted']\n",
            "resources.csv": "resource\nline\n",
            "capacities.csv": "resource,basis,quantity\nline,announced,5\nline,assumed,3\n",
        },
        "resources.csv row 2",
        "have the basis announced, assumed",
    ),
    (
        "STOCK-001",
        {"reserves.csv": "location,item,floor\ndepot,pump,12\n"},
        "reserves.csv row 2, floor",
        "plus receipts (10)",
    ),
    (
        "STOCK-002",
        {"stocks.csv": "location,item,quantity,maximum\ndepot,pump,10,8\n"},
        "stocks.csv row 2, maximum",
        "if nothing is done (10)",
    ),
    (
        "STOCK-003",
        {"receipts.csv": "location,item,quantity,date\ndepot,pump,-4,2024-02-01\ndepot,pump,-7,2024-03-01\n"},
        "receipts.csv row 3, quantity",
        "only 6 would be there",
    ),
    (
        "FUND-001",
        {
            "operations.csv": "operation,location,unit_cost\nmake,depot,3\npaid,depot,3\n",
            "operation_items.csv": MAKES + "paid,valve,1\n",
            "funds.csv": "fund,date,amount\nchest,2024-01,100\n",
            "fund_uses.csv": "fund,of,id\nchest,operation,paid\n",
        },
        "fund_uses.csv",
        "1 of the 2 operations",
    ),
    (
        "SRC-001",
        {
            "scenario.toml": "start = 2024-01-01\nbuckets = 6\nas_of = 2023-12-01\n",
            "sources.csv": "source,title,date\na,A,2024-02-02\n",
            "items.csv": "item,source\npump,a\nvalve,a\n",
        },
        "sources.csv row 2",
        '2 rows cite "a" of 2024-02-02',
    ),
]


@pytest.mark.parametrize(("code", "files", "position", "words"), CASES, ids=[case[0] for case in CASES])
def test_code(tmp_path: Path, code: str, files: dict[str, str], position: str, words: str) -> None:
    problem = only_problem(scenario(tmp_path, files), code)
    assert problem.position == position
    assert words in problem.reason
    assert "{" not in str(problem)
    assert "None" not in str(problem)
    assert problem.remedy


def test_the_sound_scenario_has_no_problem(tmp_path: Path) -> None:
    assert [str(problem) for problem in scenario(tmp_path).problems] == []


def test_one_wrong_cell_is_told_once(tmp_path: Path) -> None:
    """A consequence of a reported cell is not reported again."""
    loaded = scenario(
        tmp_path, {"requests.csv": "request,party,location,wants,quantity,due\nr1,BBB,port,pump,x,2024-03\n"}
    )
    assert [problem.code for problem in loaded.problems] == ["CELL-002"]


def test_every_code_has_a_test() -> None:
    texts = "\n".join(path.read_text(encoding="utf-8") for path in Path(__file__).parents[1].rglob("test_*.py"))
    tested = set(re.findall(r'"([A-Z]+-\d{3})"', texts))
    assert CODES.keys() - tested == set()


def test_codes_are_registered_under_their_own_name() -> None:
    for name, code in CODES.items():
        assert name == code.code
        assert code.title
        assert code.explanation
        assert code.reason.endswith(".")
