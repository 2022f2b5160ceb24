#!/bin/sh
# Installs what the tests need from the system where apt can do it; elsewhere says what is missing.
set -eu
missing=""
[ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing="chromium fonts-noto-color-emoji"
command -v redis-server >/dev/null || missing="$missing redis-server"
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
command -v caddy >/dev/null || missing="$missing caddy"
command -v turnserver >/dev/null || missing="$missing coturn"
command -v curl >/dev/null || missing="$missing curl"
command -v jq >/dev/null || missing="$missing jq"
command -v cc >/dev/null || missing="$missing gcc libc6-dev"
# For the C extension; another Python than the system's has its headers, or none that apt could bring.
headers='import os, sys, sysconfig as s; sys.exit(sys.base_prefix == "/usr" and not os.path.exists(s.get_path("include") + "/Python.h"))'
"${PYTHON:-python3}" -c "$headers" || missing="$missing python3-dev"

can_install() { command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; }
install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }

if [ -n "$missing" ]; then
  if ! can_install; then
    echo "The tests need: $missing. On Debian: sudo apt-get install -y $missing" >&2
    exit 1
  fi
  apt-get update -qq
  # Debian's package starts coturn as a service. The tests start their own; an open relay is the last thing to leave behind.
  case "$missing" in *coturn*) mkdir -p /etc/systemd/system && ln -sf /dev/null /etc/systemd/system/coturn.service ;; esac
  # shellcheck disable=SC2086
  install $missing
fi

# A lighter Chromium for the pages that need no microphone. Without it the tests use the other one, and take longer.
light=chromium-headless-shell
if [ -z "${CHROMIUM:-}" ] && ! command -v "$light" >/dev/null && can_install && apt-cache show "$light" >/dev/null 2>&1; then
  install "$light" || echo "apt cannot install $light: the tests use the whole Chromium" >&2
fi
