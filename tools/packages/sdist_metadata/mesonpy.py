"""Stands in for a source archive's build backend while `pip download` asks for its name.

pip fetches a source archive only together with its metadata, for which the real backend would
configure a whole C project (90 seconds for nanoarrow). The archive already carries that metadata
as PKG-INFO, so this hands it over. pip has verified the checksum before it calls us.
"""

import pathlib


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    text = pathlib.Path("PKG-INFO").read_text(encoding="utf-8")
    fields = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
    folder = f"{fields['Name'].replace('-', '_')}-{fields['Version']}.dist-info"
    target = pathlib.Path(metadata_directory, folder)
    target.mkdir(parents=True, exist_ok=True)
    (target / "METADATA").write_text(text, encoding="utf-8")
    return folder
