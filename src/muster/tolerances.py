"""Every tolerance there is, each stated on the scaled arrays (convention C16)."""

SOLVER_DUAL = 1e-9
"""What the solver takes for a dual of 0: small enough that even a scaled level of 100,000 adds nothing by it."""

FIX_DUAL = 1e-9
"""A column or row whose dual is larger than this is held at its bound when a tier's optimal face is fixed."""

FACE = 100.0
"""...and larger than this times the tier's gap: what a face leaves out then lies within a hundredth of it."""

TIER = 1e-6
"""A tier is kept if its final value is within this times max(1, |value|) of its own optimum."""

INTEGER_GAP = 1e-7
"""Relative gap asked of the solver for programs with whole numbers."""

PRIMAL = 1e-6
"""Largest primal residual with which a plan still counts as keeping every rule."""

DUAL = 1e-6
"""Largest dual residual with which a tier still counts as proven."""

GAP = 1e-6
"""Largest gap, over max(1, |value|), with which a tier still counts as proven optimal."""

FILLED = 1e-6
"""A request is filled when at least its quantity times (1 - this) has been handed over."""

NEGLIGIBLE = 1e-9
"""Levels below this, in scaled units, are the solver's dust: result tables leave them out."""

HELD = 1e-9
"""What a tier held by a row may lose to later ones, times max(1, |value|); the solver's own tolerance comes on top."""

HELD_WHOLE = 5e-7
"""The same where whole numbers are planned and less leaves the solver no room: with its gap still within `TIER`."""

WHOLE_UP_TO = 2.0**20
"""Items of a larger scale are planned in fractions even if they are whole: one unit is less than any tolerance."""
