"""The C++ library (python/core)."""

version: str

def libpq_path() -> str:
    """The libpq that came with this module; "" where the system cannot tell."""

def run_cli(args: list[str]) -> int:
    """One command line over the process's streams and signals; gives its exit code.

    Ctrl-C does what it does to the program, and Python's handlers are back afterwards.
    """
