"""Sampling: uncertain inputs, their distributions and correlations, and one sampled scenario per draw."""
