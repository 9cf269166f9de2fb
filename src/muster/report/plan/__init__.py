"""Sections of the report of a plan, one file each; `build` puts them in order, with the pictures of `charts`.

`answer` comes first and uses `summary_points`. `bottlenecks` and `parties` (with `gaps`) tell what only an explanation
knows. `horizon`, `sources` and `problems` say what the plan rests on; `certificate` and `reproduce` say how it is
proved and how to make it again.
"""
