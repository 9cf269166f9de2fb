"""Storage: the plan folder, written whole, read back and verified."""
