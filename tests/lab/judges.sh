#!/usr/bin/env bash
# Programs that judge what is rendered for a cluster, made once: kubeconform, kube-score and Checkov.
# Prints the folder that they are in. Their versions stand here and in modules/judges/go.mod.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lab=${ANDAMIO_LAB:-$HOME/.cache/andamio/lab}
checkov=3.3.30
judges=$lab/judges-$checkov
mkdir -p "$judges"
exec 9>"$lab/judges.lock"
flock 9
if ! [ -x "$judges/kubeconform" ] || ! [ -x "$judges/kube-score" ]; then
  echo "building kubeconform and kube-score" >&2
  CGO_ENABLED=0 go -C "$here/modules/judges" build -trimpath -buildvcs=false -ldflags "-s -w" -o "$judges/" tool
fi
if ! [ -e "$judges/checkov-is-whole" ]; then
  echo "installing checkov" >&2
  rm -rf "$judges/python"
  python3 -m venv "$judges/python" >/dev/null 2>&1 || {
    "$here/install.sh" python3-venv
    python3 -m venv --clear "$judges/python"
  }
  "$judges/python/bin/pip" install --quiet --disable-pip-version-check "checkov==$checkov" >&2
  touch "$judges/checkov-is-whole"
fi
echo "$judges"
