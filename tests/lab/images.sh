#!/usr/bin/env bash
# Stands in for images of the public registry, which tests may not reach: makes them known to the Docker
# daemon under the names of the official ones, and prints the archive that holds them all. Debian's own
# programs are in them, where the official images have theirs:
#
#   node:24  node:24-bookworm-slim    Node and npm on Debian                 (user node, 1000)
#   postgres:15                       PostgreSQL 15 in /usr/lib/postgresql/15/bin, on PATH  (999)
#   redis:7                           redis-server and redis-cli in /usr/local/bin          (999)
#   mysql:8.0  mariadb:10.11          MariaDB 10.11: mysqld, mysqladmin, mysql on PATH      (999)
#   caddy:2                           Caddy in /usr/bin/caddy, built from its Go module
#
# They have no entrypoint and no command: recipes call what they need themselves. A cluster takes them by
# `cluster.sh images ARCHIVE`; images that tests build go through a registry on loopback.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lab=${ANDAMIO_LAB:-$HOME/.cache/andamio/lab}
base=andamio/node:24
names=(node:24 node:24-bookworm-slim postgres:15 redis:7 mysql:8.0 mariadb:10.11 caddy:2 "$base")
key=$(cat "${BASH_SOURCE[0]}" "$here"/images/* "$here/../../scripts/base-image.sh" "$here/modules/caddy/go.sum" | sha256sum | cut -c1-12)
archive=$lab/images-$key.tar
label=andamio.lab.images=$key

main() {
  mkdir -p "$lab"
  exec 9>"$lab/images.lock"
  flock 9
  if ! known; then
    if [ -f "$archive" ]; then docker load -q -i "$archive" >&2; else make; fi
  fi
  [ -f "$archive" ] || save
  echo "$archive"
}

known() {
  local name
  for name in "${names[@]}"; do
    docker image inspect "$name" >/dev/null 2>&1 || return 1
  done
  [ -n "$(docker images -q --filter "label=$label" caddy:2)" ]
}

make() {
  command -v debootstrap >/dev/null || "$here/install.sh" debootstrap
  "$here/../../scripts/base-image.sh" "$base" >&2
  compile_caddy
  local name
  for name in postgres:15 redis:7 mysql:8.0 caddy:2; do
    # the network of the machine: a bridge of its own may not reach a mirror
    DOCKER_BUILDKIT=0 docker build -q --network host --label "$label" -t "$name" \
      -f "$here/images/${name%%:*}.Dockerfile" "$lab/context" >&2
  done
  docker tag mysql:8.0 mariadb:10.11
  docker tag "$base" node:24
  docker tag "$base" node:24-bookworm-slim
}

compile_caddy() {
  mkdir -p "$lab/context"
  CGO_ENABLED=0 go -C "$here/modules/caddy" build -trimpath -buildvcs=false -ldflags '-s -w' \
    -o "$lab/context/caddy" github.com/caddyserver/caddy/v2/cmd/caddy
}

save() {
  docker save -o "$archive.new" "${names[@]}"
  rm -f "$lab"/images-*.tar
  mv "$archive.new" "$archive"
}

main
