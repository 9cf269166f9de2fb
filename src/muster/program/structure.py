"""Whether a draw's program is today's with other figures, and the draw's program in today's scales."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from muster.program import Program


def same_shape(one: Program, other: Program) -> bool:
    """Whether two programs have the same columns and the same rows."""
    new, old = one.network, other.network
    return (
        new.activities.key == old.activities.key
        and new.activities.family == old.activities.family
        and new.activities.timed == old.activities.timed
        and new.balances.key == old.balances.key
        and new.balances.family == old.balances.family
        and new.balances.timed == old.balances.timed
    )


def same_places(one: Program, other: Program) -> bool:
    """Whether the amounts of two programs of the same shape stand in the same places."""
    return np.array_equal(one.matrix.indptr, other.matrix.indptr) and np.array_equal(
        one.matrix.indices, other.matrix.indices
    )


def in_scale(world: Program, today: Program) -> Program | None:
    """A program in another's scales, exactly (scales are powers of two); None if their shapes differ."""
    if not same_shape(world, today):
        return None
    columns = world.column_scale / today.column_scale
    rows = world.row_scale / today.row_scale
    matrix = world.matrix.copy()
    place = np.repeat(np.arange(world.columns), np.diff(matrix.indptr))
    matrix.data = matrix.data * rows[matrix.indices] / columns[place]
    return replace(
        world,
        matrix=matrix,
        lower=world.lower * columns,
        upper=world.upper * columns,
        row_lower=world.row_lower * rows,
        row_upper=world.row_upper * rows,
        column_scale=today.column_scale,
        row_scale=today.row_scale,
    )
