"""Sampling: uncertain inputs, their distributions and correlations, and one sampled scenario per draw.

`uncertain_input` and `default_distributions` say what is drawn; `random_streams` and `gaussian_copula` give each input
its uniform numbers; `distributions` turns these into values; `sampled_scenario` puts the values into the tables.
`labels` names an input for people.
"""
