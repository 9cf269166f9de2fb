"""The digest: what changes it and what does not."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.scenario import read
from muster.scenario.digest import digest_lines
from scenario.small import folder, scenario


def test_the_bytes(tmp_path: Path) -> None:
    """The format is written down in the module; this holds it fast."""
    path = folder(
        tmp_path / "tiny",
        {
            "scenario.toml": 'buckets = "2 month"\nstart = 2024-01-01\nbasis = ["assumed"]\nshare = true\n',
            "items.csv": 'item,integer,name,holding_cost\nb,TRUE,"a ""b""\n c",0.10\n5,,,-0\n',
            "operations.csv": "location,operation,lead_time,available_from\nx,o,6w,2024-02\n",
            "receipts.csv": "quantity,item,location,date\n2,b,x,2024-01-01\n1,b,x,2024-01-01\n",
        },
        sound=False,
    )
    loaded = read(path)
    expected = [
        '["scenario",{"basis":["assumed"],"buckets":[[2,"month"]],"share":true,"start":"2024-01-01"}]',
        '["items",{"holding_cost":0.0,"item":"5"}]',
        '["items",{"holding_cost":0.1,"integer":true,"item":"b","name":"a \\"b\\"\\n c"}]',
        '["operations",{"available_from":"2024-02-01","lead_time":"42d","location":"x","operation":"o"}]',
        '["receipts",{"date":"2024-01-01","item":"b","location":"x","quantity":1.0}]',
        '["receipts",{"date":"2024-01-01","item":"b","location":"x","quantity":2.0}]',
    ]
    assert list(digest_lines(loaded.given)) == expected
    text = "".join(line + "\n" for line in expected).encode()
    assert loaded.digest == "sha256:" + hashlib.sha256(text).hexdigest()


SAME = [
    ("stocks.csv", "quantity,item,location\n10.0,pump,depot\n"),
    ("stocks.csv", "location,item,quantity,maximum,source,note\ndepot,pump,1e1,,,\n,,,,,\n"),
    ("stocks.csv", '\ufeff"location", item ,quantity\r\n depot,pump , +10\r\n'),
    ("items.csv", "item\nvalve\npump\n"),
    ("items.csv", "item,integer\nvalve,\npump,\n"),
    ("lanes.csv", "lane,origin,destination,lead_time\nsea,depot,port,1.0\n"),
    ("requests.csv", "request,party,location,wants,quantity,due\nr1,BBB,port,pump,5,2024-03\n"),
    ("scenario.toml", 'buckets = "6 month"\ntitle = " Small "\nstart = 2024-01-01\n'),
]
OTHER = [
    ("stocks.csv", "location,item,quantity\ndepot,pump,10.000000000000002\n"),
    ("stocks.csv", "location,item,quantity,note\ndepot,pump,10,a guess\n"),
    ("stocks.csv", "location,item,quantity,end_value\ndepot,pump,10,0\n"),
    ("items.csv", "item\npump\nvalve\nvalve-2\n"),
    ("lanes.csv", "lane,origin,destination,lead_time\nsea,depot,port,1m\n"),
    ("scenario.toml", 'title = "Small"\nstart = 2024-01-01\nbuckets = 6\nshare = true\n'),
    ("receipts.csv", "location,item,quantity,date\ndepot,pump,1,2024-02\ndepot,pump,1,2024-02\n"),
]


@pytest.mark.parametrize(("file", "text"), SAME)
def test_the_same_in_other_words(tmp_path: Path, file: str, text: str) -> None:
    assert scenario(tmp_path / "a", {file: text}).digest == scenario(tmp_path / "b").digest


@pytest.mark.parametrize(("file", "text"), OTHER)
def test_another(tmp_path: Path, file: str, text: str) -> None:
    assert scenario(tmp_path / "a", {file: text}).digest != scenario(tmp_path / "b").digest


def test_options_do_not_change_it(tmp_path: Path) -> None:
    path = folder(tmp_path / "small")
    changed = read(path, basis=("contracted",))
    assert changed.settings.basis == ("contracted",)
    assert changed.digest == read(path).digest


@settings(max_examples=12)
@given(st.randoms(use_true_random=False))
def test_any_order_of_rows_and_columns(tmp_path_factory: pytest.TempPathFactory, chance: random.Random) -> None:
    rows = [["request", "due", "quantity", "note"]]
    rows += [["r1", f"2024-0{1 + i % 5}-01", str(i % 3), "" if i % 2 else f"n{i % 4}"] for i in range(12)]
    columns = list(range(4))
    chance.shuffle(columns)
    body = rows[1:]
    chance.shuffle(body)
    text = "\n".join(",".join(row[c] for c in columns) for row in [rows[0], *body])
    plain = "\n".join(",".join(row) for row in rows)
    path = tmp_path_factory.mktemp("order")
    a = read(folder(path / "a", {"request_lines.csv": text}, sound=False))
    b = read(folder(path / "b", {"request_lines.csv": plain}, sound=False))
    assert a.digest == b.digest
    assert a.tables["request_lines"].drop("_row").equals(b.tables["request_lines"].drop("_row"))
