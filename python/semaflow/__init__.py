"""SemaFlow: measures and dimensions described once, right numbers from the database."""

from semaflow._core import version as __version__

__all__ = ["__version__"]
