"""All tolerances, each stated on the scaled arrays (convention C16)."""

SOLVER_DUAL = 1e-9
"""Dual feasibility tolerance of the solver; even times a scaled level of 100,000 it is negligible."""

FIX_DUAL = 1e-9
"""Absolute dual above which a column or row is fixed at its bound on a tier's optimal face."""

FACE_GAP_FACTOR = 100.0
"""The dual must also exceed this times the tier's gap: no plan within the gap then leaves the bound by over 0.01."""

TIER_LOSS = 1e-6
"""A tier is preserved if its final value is within this times max(1, |value|) of its own optimum."""

INTEGER_GAP = 1e-7
"""Relative gap requested from the solver for mixed-integer programs."""

PRIMAL = 1e-6
"""Largest primal residual at which a plan counts as feasible."""

DUAL = 1e-6
"""Largest dual residual at which a tier counts as proven."""

GAP = 1e-6
"""Largest gap, relative to max(1, |value|), at which a tier counts as proven optimal."""

FILLED = 1e-6
"""A request is filled once at least its quantity times (1 - this) has been handed over."""

NEGLIGIBLE = 1e-9
"""Scaled levels below this are solver noise; result tables leave them out."""

OBJECTIVE_ROW_SLACK = 1e-9
"""Slack of an objective row that preserves a tier, times max(1, |value|); the solver's tolerance adds to it."""

INTEGER_OBJECTIVE_ROW_SLACK = 5e-7
"""The same for mixed-integer programs, which need more room; with `INTEGER_GAP` it stays within `TIER_LOSS`."""

INTEGER_SCALE_LIMIT = 2.0**20
"""Whole items of a larger scale are planned in fractions: one unit is below every tolerance."""
