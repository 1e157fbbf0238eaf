"""The same stand-in under the name of setuptools' backend; see ../mesonpy.py."""

import types

from mesonpy import prepare_metadata_for_build_wheel

__legacy__ = types.SimpleNamespace(
    prepare_metadata_for_build_wheel=prepare_metadata_for_build_wheel)
