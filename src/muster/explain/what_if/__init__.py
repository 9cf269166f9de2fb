"""Scenarios with one thing changed (a decision taken, a party alone, a pledge kept), planned anew.

`replan` plans changed tables. `single_party`, `earmarks` and `kept_pledges` make changed scenarios of a plan's. From
them `pooling` tells what each party could do alone, `pledge_feasibility` whether its pledges can be kept, and
`decisions` what each open decision is worth.
"""
