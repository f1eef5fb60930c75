#!/usr/bin/env bash
# A Docker daemon for tests: build | programs | up | answers | watch | hangs | down | clean. It needs root, Debian and Go.
#
# `up` uses a daemon that answers already, else builds and starts one, and prints its address for DOCKER_HOST. `watch`
# restarts a daemon that stops answering, as long as its caller lives; `hangs` prints how often that happened. `down`
# ends only a daemon that `up` started; `clean` removes its data too. Built programs are kept in $ANDAMIO_LAB
# (~/.cache/andamio/lab); containerd, runc and tini are Debian's. Knows nothing of Andamio.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lab=${ANDAMIO_LAB:-$HOME/.cache/andamio/lab}
version=28.5.2
bin=$lab/docker-$version
data=${ANDAMIO_LAB_DATA:-/var/lib/andamio-lab}/docker
state=/run/andamio-lab-docker
address=${DOCKER_HOST:-unix:///var/run/docker.sock}

build() {
  mkdir -p "$bin"
  exec 9>"$lab/docker-build.lock"
  flock 9
  # the registry is for the tests that start one themselves
  install_packages containerd runc tini iptables docker-registry
  compile docker github.com/docker/docker/cmd/dockerd
  compile docker github.com/docker/docker/cmd/docker-proxy
  command -v docker >/dev/null || { compile docker-cli github.com/docker/cli/cmd/docker && ln -sf "$bin/docker" /usr/local/bin/docker; }
  exec 9>&-
}

# Prints the folder of dockerd and docker-proxy.
programs() {
  build
  echo "$bin"
}

install_packages() {
  local package missing=()
  for package; do dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed' || missing+=("$package"); done
  [ ${#missing[@]} -eq 0 ] || "$here/install.sh" "${missing[@]}"
}

# modules/*/go.mod has the requirements of Docker's own vendor.mod.
compile() {
  local name=${2##*/}
  [ -x "$bin/$name" ] && return
  echo "building $name $version" >&2
  CGO_ENABLED=0 go -C "$here/modules/$1" build -trimpath -buildvcs=false -o "$bin/$name.new" \
    -ldflags "-s -w -X github.com/docker/docker/dockerversion.Version=$version -X github.com/docker/cli/cli/version.Version=$version" "$2"
  mv "$bin/$name.new" "$bin/$name"
}

up() {
  build
  if ! answers; then
    mkdir -p "$data" "$state"
    # which finds docker-proxy by PATH
    PATH=$bin:$PATH setsid dockerd --data-root "$data" --exec-root "$state/exec" --pidfile "$state/docker.pid" \
      --init-path /usr/bin/tini-static --host "$address" >>"$data/dockerd.log" 2>&1 </dev/null &
    wait_for_answer
  fi
  echo "$address"
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

# A daemon that hangs would fail every test that follows. Notes each time in $state/hung; the daemon's log then has
# its stacks.
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
    echo 'The Docker daemon stopped answering and is restarted.' >&2
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
  build | programs | up | answers | watch | hangs | down | clean) "$@" ;;
  *) echo 'docker.sh build | programs | up | answers | watch | hangs | down | clean' >&2; exit 2 ;;
esac
