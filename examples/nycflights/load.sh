#!/usr/bin/env bash
# Loads the nycflights13 CSVs into examples/nycflights/nycflights.duckdb.
# `tools/bootstrap demo` fetches the CSVs and the Python that this uses; run it once before.
# Quick when the database is up to date. --force loads again.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python="$here/../../.deps/venv/bin/python"
if [ ! -x "$python" ]; then
  echo "load.sh: no Python at .deps/venv: run tools/bootstrap demo first" >&2
  exit 1
fi
exec "$python" "$here/load.py" "$@"
