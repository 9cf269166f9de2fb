"""Figures that turn out alike: correlated as said, and all others as they were."""

from __future__ import annotations

import math
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

import muster
from muster.risk.analysis.sensitivity import rank_correlation
from muster.risk.sampling.gaussian_copula import RESAMPLED, cholesky, stream_mixes
from muster.risk.sampling.random_streams import mix_uniforms, uniforms
from muster.risk.sampling.sampled_scenario import sample_inputs
from muster.risk.sampling.uncertain_input import read_uncertain_inputs
from muster.scenario import Scenario
from stories.story import folder_of

STORY = """
requests: request, location, wants, quantity, due
r, depot, pump, 10, 2024-03-01
s, depot, pump, 10, 2024-03-01
t, depot, pump, 10, 2024-03-01
u, depot, pump, 10, 2024-03-01
uncertainties: of, id, column, distribution, p1, p2, group
request, r, quantity, uniform, 0, 1, a
request, s, quantity, uniform, 0, 1, b
request, t, quantity, uniform, 0, 1, c
request, u, quantity, uniform, 0, 1, d
correlations: group, with, coefficient
"""
MANY = 20_000
NORMAL = NormalDist()


def read_story(path: Path, rows: str) -> Scenario:
    scenario = muster.read(folder_of(path, STORY + rows))
    assert not scenario.errors
    return scenario


def numbers(path: Path, rows: str, resampled_group: str | None = None) -> dict[str, np.ndarray]:
    """What each group's numbers are in many draws."""
    mixes = stream_mixes(read_story(path, rows), resampled_group)
    return {group: mix_uniforms(1, mixes.get(group, ((("group", group), 1.0),)), 0, MANY) for group in "abcd"}


def normal(u: np.ndarray) -> np.ndarray:
    return np.array([NORMAL.inv_cdf(number) for number in u.tolist()])


@pytest.mark.parametrize("coefficient", [0.8, -0.5])
def test_ranks_are_correlated_as_the_copula_has_it(tmp_path: Path, coefficient: float) -> None:
    """Spearman's is 6/pi asin(r/2) (Kruskal 1958); with n draws its standard error is below 1/sqrt(n)."""
    drawn = numbers(tmp_path, f"b, c, {coefficient}\n")
    error = 1 / math.sqrt(MANY)
    expected = 6 / math.pi * math.asin(coefficient / 2)
    assert rank_correlation(drawn["b"], drawn["c"]) == pytest.approx(expected, abs=4 * error)
    assert rank_correlation(drawn["a"], drawn["c"]) == pytest.approx(0, abs=4 * error)


def test_three_together_have_the_matrix_that_was_given(tmp_path: Path) -> None:
    drawn = numbers(tmp_path, "b, a, 0.6\nb, c, 0.3\na, c, -0.4\n")
    estimated = np.corrcoef([normal(drawn[group]) for group in "abc"])
    expected = [[1, 0.6, -0.4], [0.6, 1, 0.3], [-0.4, 0.3, 1]]
    assert estimated == pytest.approx(np.array(expected), abs=4 / math.sqrt(MANY))


def test_every_figure_keeps_its_distribution(tmp_path: Path) -> None:
    """20 parts of 1,000: a standard deviation is sqrt(1000 x 0.95) = 30.8."""
    drawn = numbers(tmp_path, "b, a, 0.6\nb, c, 0.3\na, c, -0.4\n")
    for group in "abc":
        counts, _ = np.histogram(drawn[group], 20, (0, 1))
        assert np.abs(counts - 1000).max() < 5 * 30.8


def test_whoever_is_correlated_with_none_keeps_its_numbers(tmp_path: Path) -> None:
    """And the first of a set too; a figure is drawn the same in any block."""
    today = read_story(tmp_path, "b, c, 0.7\n")
    alone = read_story(tmp_path / "alone", "")
    assert today.calendar is not None
    figures, before = read_uncertain_inputs(today), read_uncertain_inputs(alone)
    equal = []
    for index in range(5):
        pairs = zip(
            sample_inputs(figures, 3, index, today.calendar),
            sample_inputs(before, 3, index, today.calendar),
            strict=True,
        )
        equal.append([number == other for number, other in pairs])
    assert equal == [[True, True, False, True]] * 5
    whole = mix_uniforms(3, figures[2].stream_mix, 0, 40)
    assert mix_uniforms(3, figures[2].stream_mix, 17, 1).tolist() == whole[17:18].tolist()


def test_wholly_correlated_figures_are_one_or_its_mirror(tmp_path: Path) -> None:
    drawn = numbers(tmp_path, "a, b, 1\na, c, -1\nb, c, -1\n")
    assert drawn["a"].tolist() == uniforms(1, ("group", "a"), 0, MANY).tolist()
    assert drawn["b"].tolist() == drawn["a"].tolist()
    assert drawn["c"] == pytest.approx(1 - drawn["a"], abs=1e-12)


def test_one_drawn_again_given_the_others(tmp_path: Path) -> None:
    """b given a and c: the part of its variance that they explain is w R[o,b] with R[o,o] w = R[o,b].

    For 0.6 and 0.3 with -0.4 between them w = (0.72, 0.49)/0.84, so 0.6 x 0.857 + 0.3 x 0.643 = 0.579 is what the two
    draws of b have in common; and the others stay as they are.
    """
    rows = "b, a, 0.6\nb, c, 0.3\na, c, -0.4\n"
    drawn, resampled = numbers(tmp_path, rows), numbers(tmp_path / "again", rows, "b")
    assert [drawn[group].tolist() == resampled[group].tolist() for group in "abcd"] == [True, False, True, True]
    weights = np.linalg.solve([[1, -0.4], [-0.4, 1]], [0.6, 0.3])
    common = float(weights @ [0.6, 0.3])
    estimated = np.corrcoef([normal(drawn["b"]), normal(resampled["b"]), normal(drawn["a"]), normal(drawn["c"])])
    assert estimated[0, 1] == pytest.approx(common, abs=4 / math.sqrt(MANY))
    assert estimated[1, 2:] == pytest.approx([0.6, 0.3], abs=4 / math.sqrt(MANY))


def test_what_the_others_settle_is_not_drawn_again(tmp_path: Path) -> None:
    estimated = stream_mixes(read_story(tmp_path, "a, b, 1\n"), "b")["b"]
    assert dict(estimated) == {("group", "a"): 1.0, ("group", "b", RESAMPLED): 0.0}


def test_the_root_of_a_matrix_gives_it_back() -> None:
    matrix = np.array([[1, 0.6, -0.4], [0.6, 1, 0.3], [-0.4, 0.3, 1]])
    root = cholesky(matrix)
    assert root @ root.T == pytest.approx(matrix)
    assert np.triu(root, 1).tolist() == np.zeros((3, 3)).tolist()
    singular = np.ones((3, 3))
    assert cholesky(singular) @ cholesky(singular).T == pytest.approx(singular)
