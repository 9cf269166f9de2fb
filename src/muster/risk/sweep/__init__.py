"""Sweep: draws in blocks, on one process, several, or a cluster; resumable.

`job` says what is drawn and runs one block; `executors` and `dask_executor` have blocks run; `sweep` keeps them in a
folder, skips those that are there and refuses a folder of another sweep.
"""
