"""Sweep: draws in blocks, on one process, several, or a cluster; resumable."""
