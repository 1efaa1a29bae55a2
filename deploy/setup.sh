#!/usr/bin/env bash
# Makes .venv with every member of the workspace, at the versions of constraints.txt; uv where it is there, pip otherwise.
set -euo pipefail
python=$1; shift
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true)
case "$version" in
  3.11|3.12) ;;
  *) echo "Steward needs Python 3.11 or 3.12, found ${version:-none} at '$python'. Install one (Debian: apt-get install python3 python3-venv), or name it: make setup PYTHON=/path/to/python3.11" >&2; exit 1 ;;
esac
command -v cc >/dev/null || command -v gcc >/dev/null || { echo "No C compiler found; the rules engine is built from source. Install one (Debian: apt-get install build-essential)." >&2; exit 1; }
free=$(df -Pm . | awk 'NR==2 {print $4}')
[ "$free" -ge 1500 ] || { echo "Only ${free} MB are free here, set-up needs 1500 MB. Make room, or clone to another disk." >&2; exit 1; }
members=(); for member in "$@"; do members+=(-e "$member"); done
export HATCH_BUILD_NO_HOOKS=true # a checkout is plain Python: nothing is compiled, nothing that compiles is fetched
echo "Setting up .venv with Python $version …"
if command -v uv >/dev/null; then
  [ -x .venv/bin/python ] || uv venv -q --python "$python" .venv
  uv pip install -q --python .venv/bin/python -c constraints.txt --group dev "${members[@]}" || failed=1
else
  [ -x .venv/bin/pip ] || "$python" -m venv .venv
  .venv/bin/python -m pip install -q --disable-pip-version-check --upgrade "pip>=25.1" # older ones know no dependency groups
  .venv/bin/python -m pip install -q --disable-pip-version-check --retries 5 -c constraints.txt --group dev "${members[@]}" || failed=1
fi
[ -z "${failed:-}" ] || { echo "The packages could not be installed (see above). Without a network Steward cannot be set up; behind a proxy or mirror set PIP_INDEX_URL, then: make setup" >&2; exit 1; }
.venv/bin/python -m stack.preflight
.venv/bin/python -m stack.fetch
touch .venv/ready
echo "Ready. Next: make demo"
