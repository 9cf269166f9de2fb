"""Gaps: which party could close which shortfall, bounded by duals and proved by re-solving."""
