#!/usr/bin/env bash
# A Docker daemon for tests: up | answers | watch | hangs | down | clean. `up` prints its address for DOCKER_HOST, and
# uses the daemon that answers already; `watch` starts one again that hangs, for as long as who called it lives, and
# `hangs` says how often that was; `down` ends only one that `up` started; `clean` removes its data as well. It needs
# root and Debian. Knows nothing of Andamio.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=${ANDAMIO_LAB_DATA:-/var/lib/andamio-lab}/docker
state=/run/andamio-lab-docker
address=${DOCKER_HOST:-unix:///var/run/docker.sock}

up() {
  install_packages
  if ! answers; then
    mkdir -p "$data" "$state"
    setsid dockerd --data-root "$data" --exec-root "$state/exec" --pidfile "$state/docker.pid" \
      --host "$address" >>"$data/dockerd.log" 2>&1 </dev/null &
    wait_for_answer
  fi
  echo "$address"
}

# The daemon, and the registry that tests start themselves.
install_packages() {
  local missing=()
  command -v docker >/dev/null && command -v dockerd >/dev/null || missing+=(docker.io)
  command -v docker-registry >/dev/null || missing+=(docker-registry)
  [ ${#missing[@]} -eq 0 ] || "$here/install.sh" "${missing[@]}"
}

wait_for_answer() {
  local i
  for i in $(seq 120); do
    answers && return
    sleep 0.5
  done
  tail -5 "$data/dockerd.log" >&2
  return 1
}

answers() { timeout 10 docker -H "$address" version >/dev/null 2>&1; }

# Debian 12 has Docker 20.10.24, whose networks lock each other for ever when containers end at the same time
# (moby/moby#46661, mended in 20.10.27). Notes each such time in $state/hung, with the daemon's stacks in its log.
watch() {
  local pid
  while kill -0 "$PPID" 2>/dev/null; do
    sleep 10
    pid=$(pid_of_daemon)
    [ -n "$pid" ] && ! timeout 60 docker -H "$address" network ls >/dev/null 2>&1 || continue
    [ "$(pid_of_daemon)" = "$pid" ] || continue
    kill -USR1 "$pid"
    sleep 2
    date >>"$state/hung"
    echo 'The Docker daemon hung, and is started again.' >&2
    kill -KILL "$pid"
    up >/dev/null
  done
}

# How often that was since `up`.
hangs() { cat "$state/hung" 2>/dev/null | wc -l; }

# Of the one that `up` started.
pid_of_daemon() {
  local pid
  pid=$(cat "$state/docker.pid" 2>/dev/null || true)
  [ -z "$pid" ] || [ "$(basename "$(readlink "/proc/$pid/exe" || true)")" != dockerd ] || echo "$pid"
}

down() {
  local pid i
  pid=$(pid_of_daemon)
  [ -n "$pid" ] || return 0
  kill "$pid"
  for i in $(seq 120); do
    [ -d "/proc/$pid" ] || break
    sleep 0.5
  done
  umount "$state"/exec/netns/* 2>/dev/null || true # the daemon leaves what containers without a network shared
  rm -rf "$state"
}

clean() {
  down
  rm -rf "$data"
}

case ${1:-} in
  up | answers | watch | hangs | down | clean) "$@" ;;
  *) echo 'docker.sh up | answers | watch | hangs | down | clean' >&2; exit 2 ;;
esac
