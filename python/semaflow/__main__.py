"""The command line: `semaflow ...` and `python -m semaflow ...`."""

import sys

from semaflow import _core, _libraries


def main(args: list[str] | None = None) -> int:
    """Runs one command line, by default that of this process; gives its exit code."""
    _libraries.name_in_environment()
    return _core.run_cli(sys.argv[1:] if args is None else args)


if __name__ == "__main__":
    sys.exit(main())
