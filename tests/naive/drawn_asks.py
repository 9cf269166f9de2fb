"""Random requests, companions, consents, reserves and funds."""

from __future__ import annotations


def draw_requests(d):
    classes = d.number(1, 3) if d.has("more_classes", 0.6) else 1
    for n in range(d.number(1, 4)):
        name, k = f"Q{n + 1}", d.base()
        cells = {
            "request": name,
            "party": d.parties[0],
            "location": "R" if d.dice.random() < 0.85 else d.dice.choice(list(d.home)),
            "wants": d.dice.choice(d.wanted),
            "priority": d.number(1, classes),
            "weight": d.dice.choice([1, 2, 3]) if d.has("weights", 0.3) else None,
            "value": d.number(5, 40, 5) if d.dice.random() < 0.7 else None,
            "late_cost": d.number(1, 3) if d.dice.random() < 0.4 else None,
            "handed_over_before": d.number(5, 15, 5) if d.has("before", 0.15) else None,
        }
        if d.dice.random() < 0.2:
            cells["party"] = d.dice.choice(d.parties)
        shape = d.dice.random()
        if shape < 0.2 and "profiles" not in d.never:
            for j in sorted({d.base(), d.base(), d.base()}):
                d.row("request_lines", request=name, due=d.date(j, True), quantity=d.number(10, 40, 10))
        else:
            cells |= {"due": d.date(k, True), "quantity": d.number(20, 120, 10)}
            if shape < 0.4 and "profiles" not in d.never:
                cells |= {"until": d.last_day(d.base(k)), "quantity": d.number(5, 20, 5)}
        if d.has("windows", 0.15):
            j = d.base()
            cells |= {"earliest": d.date(j)}
            if d.dice.random() < 0.5:
                cells |= {"latest": d.date(d.base(j))}
        elif d.has("windows", 0.15):
            cells |= {"latest": d.date(d.base())}
        d.row("requests", **cells)
    if d.has("companions", 0.3):
        needs = "PARTS" if any(x["family"] == "PARTS" for x in d.tables["families"]) else d.levels[1][0]
        d.row("companions", item="F1", needs=needs, quantity=d.dice.choice([1, 2, 0.5]))
        if d.levels[2] and d.dice.random() < 0.5:
            d.row("companions", item="C1", needs="W1", quantity=d.dice.choice([1, 2]))


def draw_consents(d):
    if not d.has("consents", 0.5):
        return
    seen = set()
    for _ in range(d.number(1, 4)):
        wants = d.dice.choice([*d.wanted, *d.items])
        recipient = d.dice.choice([None, None, d.parties[0], d.dice.choice(d.parties)])
        holder = d.dice.choice([None, *d.parties])
        party = d.dice.choice(d.parties)
        if (party, wants, recipient, holder) in seen:
            continue
        seen.add((party, wants, recipient, holder))
        for n, k in enumerate(sorted({d.base() if d.dice.random() < 0.4 else 0, d.base(), d.base()})):
            if n and d.dice.random() < 0.5:
                continue
            decision = d.dice.choice(["granted", "granted", "granted", "withheld", "undecided"])
            limit = d.number(10, 40, 10) if decision == "granted" and d.has("limits", 0.5) else None
            blank = k == 0 and d.dice.random() < 0.5
            d.row(
                "consents",
                **{
                    "party": party,
                    "wants": wants,
                    "recipient": recipient,
                    "holder": holder,
                    "from": None if blank else d.date(k, True),
                },
                decision=decision,
                limit=limit,
            )


def draw_reserves(d):
    kinds = [kind for kind, chance in (("floors", 0.4), ("later_floors", 0.1), ("targets", 0.5)) if d.has(kind, chance)]
    seen = set()
    for kind in kinds:
        for _ in range(d.number(1, 2)):
            where = (
                {"party": d.dice.choice(d.parties)}
                if d.dice.random() < 0.3
                else {"location": d.dice.choice(list(d.home))}
            )
            item = d.dice.choice(d.items)
            narrow = [s for s in d.tables["stocks"] if "maximum" in s]
            if kind == "targets" and narrow and d.dice.random() < 0.5:
                where, item = {"location": narrow[0]["location"]}, narrow[0]["item"]
            k = d.base(1) if kind == "later_floors" else d.dice.choice([0, 0, d.base()]) if kind == "targets" else 0
            key = (*where.items(), item, k)
            if key in seen:
                continue
            seen.add(key)
            cells = {**where, "item": item, "from": d.date(k, True) if k or d.dice.random() < 0.5 else None}
            if kind == "targets":
                d.row("reserves", **cells, target=d.number(10, 50, 10))
            else:
                low, high = (5, 15) if kind == "later_floors" else (10, 40)
                floor = d.number(low, high, 5)
                if not any(
                    s["item"] == item and s["location"] == where.get("location") and s["maximum"] < floor
                    for s in narrow
                ):  # a floor above the storage limit is an error
                    d.row("reserves", **cells, floor=floor)


def draw_money(d):
    if not d.has("funds", 0.5):
        return
    bills = [("operation", o) for o in d.operations]
    bills += [("lane", lane) for lane in sorted({r["lane"] for r in d.tables["lanes"]})]
    bills += [("investment", v["investment"]) for v in d.tables["investments"]]
    # What a lane's bill has of a resource's cost is open, so a fund that pays a lane pays no tier of cost.
    if any(r["resource"] == "V9" and "cost" in r for r in d.tables["capacities"]):
        bills = [bill for bill in bills if bill[0] != "lane"]
        parties = []
    else:
        parties = [("party", party) for party in d.parties]
    for n in range(d.number(1, 2)):
        fund = f"G{n + 1}"
        for k in sorted({0, d.base()}):
            amount = None if d.dice.random() < 0.1 else d.number(0, 60, 20)
            d.tables["funds"].append({"fund": fund, "date": d.date(k, True), "amount": amount})
        for of, name in d.dice.sample([*bills, *parties], min(d.number(2, 4), len(bills) + len(parties))):
            d.row("fund_uses", fund=fund, of=of, id=name, share=d.dice.choice([None, None, 0.5, 0.6]))
