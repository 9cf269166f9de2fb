"""Simulation: the outcome of one draw, by perfect foresight and by carrying out a fixed plan.

`compiled_draw` builds the draw's program once for both. `perfect_foresight` plans it, started by `warm_start`;
`fixed_plan` carries out today's plan bucket by bucket (`recourse_step`, on a `bucket_program`). Both end in an
`outcome`.
"""
