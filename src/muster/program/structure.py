"""Compare the program of a draw with that of the base plan, and convert it to the same scales."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from muster.program import Program


def has_same_structure(program: Program, other: Program) -> bool:
    """True if two programs have the same columns and rows, by family and key."""
    new, old = program.network, other.network
    return (
        new.activities.key == old.activities.key
        and new.activities.family == old.activities.family
        and new.activities.timed == old.activities.timed
        and new.balances.key == old.balances.key
        and new.balances.family == old.balances.family
        and new.balances.timed == old.balances.timed
    )


def has_same_sparsity(program: Program, other: Program) -> bool:
    """True if the matrices of two programs have the same sparsity pattern."""
    return np.array_equal(program.matrix.indptr, other.matrix.indptr) and np.array_equal(
        program.matrix.indices, other.matrix.indices
    )


def rescale_program(program: Program, reference: Program) -> Program | None:
    """Convert a program to the scales of another, exactly (powers of two); None if their structures differ."""
    if not has_same_structure(program, reference):
        return None
    columns = program.column_scale / reference.column_scale
    rows = program.row_scale / reference.row_scale
    matrix = program.matrix.copy()
    entry_columns = np.repeat(np.arange(program.columns), np.diff(matrix.indptr))
    matrix.data = matrix.data * rows[matrix.indices] / columns[entry_columns]
    return replace(
        program,
        matrix=matrix,
        lower=program.lower * columns,
        upper=program.upper * columns,
        row_lower=program.row_lower * rows,
        row_upper=program.row_upper * rows,
        column_scale=reference.column_scale,
        row_scale=reference.row_scale,
    )
