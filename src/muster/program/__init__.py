"""The program: the network repeated over the buckets, as a scaled sparse linear program.

`compile` turns the network's templates into columns and rows, with index maps back. `structure` compares two programs
and rescales one to another. `lp_text` writes a program for reading.
"""

from muster.program.compile import Program, compile_program, inner_product

__all__ = ["Program", "compile_program", "inner_product"]
