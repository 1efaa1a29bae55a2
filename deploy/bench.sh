#!/usr/bin/env bash
# What bench/quality compares with, beside .venv's other packages; uv where it is there, pip otherwise.
set -euo pipefail
[ -x .venv/bin/python ] || { echo "There is no .venv yet. First: make setup" >&2; exit 1; }
echo "Installing scikit-learn for the baseline …"
if command -v uv >/dev/null; then
  uv pip install -q --python .venv/bin/python -c constraints.txt --group bench
else
  .venv/bin/python -m pip install -q --disable-pip-version-check --retries 5 -c constraints.txt --group bench
fi
