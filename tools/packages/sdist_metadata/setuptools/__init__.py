"""The same stand-in under the name of setuptools; see ../mesonpy.py."""

__version__ = "0"
