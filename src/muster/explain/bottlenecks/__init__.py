"""Bottlenecks: relaxations that make a late request earlier, each proved by re-solving."""
