#!/usr/bin/env bash
# Makes the environment that `make demo` and `make test` need: system packages (Debian, Ubuntu) and .venv.
#   installer/setup.sh demo   what the program itself needs
#   installer/setup.sh test   also what its tests need
set -euo pipefail
cd "$(dirname "$0")/.."
goal=${1:-demo}

packages="python3-venv libglib2.0-0 libgl1 libegl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libfreetype6 libx11-6
  libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libxcb-randr0 libxcb-sync1
  libxcb-xfixes0 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
[ "$goal" = test ] && packages="$packages xvfb xauth xdotool poppler-utils libreoffice-calc-nogui"

if command -v dpkg-query >/dev/null; then
  missing=
  for package in $packages; do
    # Newer systems call some libraries by another name (libglib2.0-0t64): what is provided counts as installed.
    found=$(dpkg-query -W -f '${Status}\n' "$package" "${package}t64" 2>/dev/null || true)
    case "$found" in *"install ok installed"*) ;; *) missing="$missing $package" ;; esac
  done
  # A full LibreOffice serves as well as the one without a window.
  if command -v soffice >/dev/null; then missing=${missing/ libreoffice-calc-nogui/}; fi
  # venv works already where Python did not come from the system's packages.
  if python3 -c 'import ensurepip, venv' 2>/dev/null; then missing=${missing/ python3-venv/}; fi
  if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ]; then
      echo "Installing system packages:$missing"
      apt-get update -qq
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    else
      echo "Some system packages are missing. Install them with this line, then run make $goal again:" >&2
      echo "  sudo apt-get install -y --no-install-recommends$missing" >&2
      exit 6
    fi
  fi
else
  echo "This is no Debian or Ubuntu: please see to it that Pango, HarfBuzz and the libraries of Qt 6 are installed." >&2
fi

lock=requirements.lock
[ "$goal" = test ] && lock=requirements-dev.lock
stamp=.venv/.set-up-$goal
[ "$goal" = demo ] && [ -e .venv/.set-up-test ] && stamp=.venv/.set-up-test && lock=requirements-dev.lock
if [ ! -x .venv/bin/python ]; then python3 -m venv .venv; fi
if [ ! -e "$stamp" ] || [ "$lock" -nt "$stamp" ] || [ pyproject.toml -nt "$stamp" ]; then
  echo "Installing Python packages into .venv"
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
  .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
  touch "$stamp"
fi
