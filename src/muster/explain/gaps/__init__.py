"""Gaps: which party could close which shortfall, bounded by duals and proved by re-solving.

`slack` reads what the plan leaves unused and `reachable_supply` how much of it can still reach a request in time;
`direct_bound` makes a contribution of each party's releases from these. `any_plan_bound` adds the most that a release
can close in any plan, `proof` re-solves the largest contributions.
"""
