"""Where the libraries and the zones are that pip installed: the C++ library looks elsewhere."""

import importlib.util
import os

from semaflow import _core


def name_in_environment(system_zones: str = "/usr/share/zoneinfo") -> None:
    """Names them in the environment of this process, where nothing is named yet."""
    _name("SEMAFLOW_LIBPQ_LIBRARY", _core.libpq_path())
    _name("SEMAFLOW_DUCKDB_LIBRARY", duckdb_library())
    if not os.path.isdir(system_zones):
        _name("TZDIR", zone_folder())


def duckdb_library() -> str:
    """The file of the duckdb package that exports DuckDB's C API; "" without the package.

    It is found, not imported: that takes a tenth of a second, and the C++ library opens it itself.
    """
    spec = importlib.util.find_spec("_duckdb")
    return (spec.origin or "") if spec else ""


def zone_folder() -> str:
    """The zones of the tzdata package; "" without the package."""
    spec = importlib.util.find_spec("tzdata")
    folders = (spec.submodule_search_locations or []) if spec else []
    return os.path.join(folders[0], "zoneinfo") if folders else ""


def _name(variable: str, path: str) -> None:
    if path and not os.environ.get(variable):
        os.environ[variable] = path
