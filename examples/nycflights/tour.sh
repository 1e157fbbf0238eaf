#!/usr/bin/env bash
# Asks every question of the tour: the question, the SQL that SemaFlow writes, the answer.
# --json prints one JSON object a question. The program is $SEMAFLOW or build/semaflow.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec python3 "$here/tour.py" "$@"
