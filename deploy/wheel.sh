#!/usr/bin/env bash
# Puts the classifier into a folder from its wheel, as the image has it: with compiled modules. uv where it is there, pip otherwise.
set -euo pipefail
[ -x .venv/bin/python ] || { echo "There is no .venv yet. First: make setup" >&2; exit 1; }
folder=$1
built=$(mktemp -d); trap 'rm -rf "$built"' EXIT
if command -v uv >/dev/null; then
  uv build -q --wheel --python .venv/bin/python --out-dir "$built" services/classifier
  uv pip install -q --python .venv/bin/python --no-deps --target "$folder" "$built"/*.whl
else
  .venv/bin/python -m pip wheel -q --disable-pip-version-check --retries 5 --no-deps -w "$built" ./services/classifier
  .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --target "$folder" "$built"/*.whl
fi
