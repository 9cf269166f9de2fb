"""The program: the network repeated over the buckets, as sparse scaled arrays with integer maps back."""

from muster.program.compile import Program, compile_program, inner

__all__ = ["Program", "compile_program", "inner"]
