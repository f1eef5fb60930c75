#!/usr/bin/env bash
# A real one-node Kubernetes on this machine, for tests: build | up | answers | recycle | images TAR | down | clean.
# It needs root, Debian and Go. Knows nothing of Andamio.
#
# Built programs are kept in $ANDAMIO_LAB (~/.cache/andamio/lab); what runs lives in $ANDAMIO_LAB_DATA
# (/var/lib/andamio-lab). `up` may be repeated, also after a kill; it prints the path of the kubeconfig.
# All of it answers on this machine alone: the API on 127.0.0.1:26443, a NodePort on 127.0.0.1.
# Images come from a registry on loopback (http), or by `images TAR` from an archive of `docker save`.
# Its volumes are directories; `recycle` empties those whose claim is gone. It enforces no NetworkPolicy.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lab=${ANDAMIO_LAB:-$HOME/.cache/andamio/lab}
data=${ANDAMIO_LAB_DATA:-/var/lib/andamio-lab}/cluster
version=1.34.0
bin=$lab/kubernetes-$version
state=/run/andamio-lab
socket=$state/containerd.sock
volumes=60
api=26443
export KUBECONFIG=$data/kubeconfig PATH=$bin:$PATH
. "$here/cluster-settings.sh"

build() {
  install_packages containerd runc containernetworking-plugins iptables iproute2 openssl
  mkdir -p "$bin"
  exec 9>"$lab/build.lock"
  flock 9
  local program
  for program in apiserver controller-manager scheduler proxy; do compile kubernetes k8s.io/kubernetes/cmd/kube-$program; done
  for program in kubelet kubectl; do compile kubernetes k8s.io/kubernetes/cmd/$program; done
  compile etcd go.etcd.io/etcd/server/v3 etcd
  compile coredns github.com/coredns/coredns
  compile pause andamio/pause
  flock -u 9
}

install_packages() {
  local package missing=()
  for package; do dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed' || missing+=("$package"); done
  [ ${#missing[@]} -eq 0 ] || "$here/install.sh" "${missing[@]}"
}

# The versions, and what they are made of, stand in modules/*/go.mod and go.sum.
compile() {
  local name=${3:-${2##*/}}
  [ -x "$bin/$name" ] && return
  echo "building $name" >&2
  CGO_ENABLED=0 go -C "$here/modules/$1" build -trimpath -buildvcs=false -o "$bin/$name.new" \
    -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=v$version" "$2"
  mv "$bin/$name.new" "$bin/$name"
}

up() {
  build
  if answers; then
    mend
    echo "$KUBECONFIG"
    return
  fi
  mkdir -p "$data"/{pki,cni,etcd,logs} "$state"
  write_settings
  network
  mend
  echo "$KUBECONFIG"
}

answers() { [ -e "$KUBECONFIG" ] && kubectl get --raw /readyz --request-timeout 3s >/dev/null 2>&1; }

# Starts what does not run, in the order in which one needs the other.
mend() {
  run containerd containerd -c "$data/containerd.toml"
  wait_for 'containerd' ctr -a "$socket" version
  ctr -a "$socket" -n k8s.io images ls -q | grep -qx docker.io/andamio-lab/pause:1 || pause_image
  run etcd etcd --data-dir "$data/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls http://127.0.0.1:23790 --advertise-client-urls http://127.0.0.1:23790 \
    --listen-peer-urls http://127.0.0.1:23800 --initial-advertise-peer-urls http://127.0.0.1:23800 --initial-cluster default=http://127.0.0.1:23800
  run kube-apiserver kube-apiserver --etcd-servers=http://127.0.0.1:23790 --cert-dir="$data/pki" \
    --secure-port=$api --bind-address=127.0.0.1 --advertise-address=10.88.0.1 \
    --service-account-key-file="$data/pki/sa.pub" --service-account-signing-key-file="$data/pki/sa.key" \
    --service-account-issuer=https://kubernetes.default.svc --service-cluster-ip-range=10.96.0.0/16 \
    --authorization-mode=Node,RBAC --token-auth-file="$data/tokens.csv" --allow-privileged=true \
    --kubelet-preferred-address-types=InternalIP
  wait_for 'the API server' answers
  run kube-controller-manager kube-controller-manager --kubeconfig="$KUBECONFIG" --leader-elect=false --bind-address=127.0.0.1 \
    --service-account-private-key-file="$data/pki/sa.key" --use-service-account-credentials
  run kube-scheduler kube-scheduler --kubeconfig="$KUBECONFIG" --leader-elect=false --bind-address=127.0.0.1
  run kubelet kubelet --config="$data/kubelet.yaml" --kubeconfig="$KUBECONFIG" --hostname-override=node1 --node-ip=10.88.0.1 \
    --root-dir="$data/kubelet" --cert-dir="$data/kubelet/pki"
  # A NodePort on 127.0.0.1 needs this mode: nftables would not serve it.
  run kube-proxy kube-proxy --kubeconfig="$KUBECONFIG" --hostname-override=node1 --cluster-cidr=10.88.0.0/16 \
    --proxy-mode=iptables --iptables-localhost-nodeports=true \
    --healthz-bind-address=127.0.0.1:10256 --metrics-bind-address=127.0.0.1:10249 --conntrack-max-per-core=0 --conntrack-min=0
  run coredns coredns -conf "$data/Corefile"
  wait_for 'the node' node_ready
  storage
}

node_ready() { kubectl get node node1 2>/dev/null | grep -q ' Ready'; }

# One program, detached, with its process id and its log.
run() {
  local name=$1 pid
  shift
  pid=$(cat "$data/$name.pid" 2>/dev/null || true)
  [ -n "$pid" ] && [ "$(basename "$(readlink "/proc/$pid/exe" 2>/dev/null || true)")" = "$name" ] && return
  setsid "$@" >>"$data/logs/$name.log" 2>&1 </dev/null 9>&- &
  echo $! >"$data/$name.pid"
}

wait_for() {
  local what=$1 i
  shift
  for i in $(seq 240); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.5
  done
  echo "$what is not ready after 2 minutes; see $data/logs" >&2
  return 1
}

# A Docker daemon on the same machine drops what is forwarded, so the pods' traffic is let through by name.
network() {
  ip link show lab0 >/dev/null 2>&1 || ip link add lab0 type bridge
  ip addr replace 10.88.0.1/16 dev lab0
  ip link set lab0 up
  echo 1 >/proc/sys/net/ipv4/ip_forward
  local way
  for way in -i -o; do
    iptables -C FORWARD $way lab0 -j ACCEPT 2>/dev/null || iptables -I FORWARD $way lab0 -j ACCEPT
  done
}

# The one program of each pod's sandbox, as an image of one file.
pause_image() {
  local work layer config
  work=$(mktemp -d)
  install -m 755 "$bin/pause" "$work/pause"
  tar -C "$work" --owner 0 --group 0 -cf "$work/layer.tar" pause
  layer=$(sha256sum <"$work/layer.tar" | cut -d' ' -f1)
  printf '{"architecture":"%s","os":"linux","config":{"Entrypoint":["/pause"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$(dpkg --print-architecture)" "$layer" >"$work/config"
  config=$(sha256sum <"$work/config" | cut -d' ' -f1).json
  mv "$work/config" "$work/$config"
  printf '[{"Config":"%s","RepoTags":["docker.io/andamio-lab/pause:1"],"Layers":["layer.tar"]}]' "$config" >"$work/manifest.json"
  tar -C "$work" -cf "$work/pause.tar" "$config" layer.tar manifest.json
  images "$work/pause.tar"
  rm -r "$work"
}

# Makes the images of an archive of `docker save` known to the node, under their tags; once for each name.
images() {
  local done="$data/imported-${1##*/}"
  [ -e "$done" ] && return
  ctr -a "$socket" -n k8s.io images import --no-unpack "$1" >&2
  touch "$done"
}

storage() {
  local i
  {
    printf 'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: static, annotations: { storageclass.kubernetes.io/is-default-class: "true" } }\nprovisioner: kubernetes.io/no-provisioner\nvolumeBindingMode: WaitForFirstConsumer\n'
    for i in $(seq $volumes); do
      install -d -m 777 "$data/volumes/$i"
      printf -- '---\napiVersion: v1\nkind: PersistentVolume\nmetadata: { name: static-%s }\nspec: { capacity: { storage: 100Gi }, accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: Retain, storageClassName: static, hostPath: { path: %s } }\n' "$i" "$data/volumes/$i"
    done
  } | kubectl apply --server-side --force-conflicts -f - >/dev/null
}

# Makes volumes whose claim is gone empty and free again.
recycle() {
  local volume
  for volume in $(kubectl get pv -o jsonpath='{range .items[?(@.status.phase=="Released")]}{.metadata.name}{"\n"}{end}'); do
    find "$data/volumes/${volume#static-}" -mindepth 1 -delete
    kubectl patch pv "$volume" --type json -p '[{"op":"remove","path":"/spec/claimRef"}]' >/dev/null
  done
}

# Ends all that runs, pods too. What the cluster holds comes back with the next `up`.
down() {
  end kubelet kube-proxy coredns kube-scheduler kube-controller-manager kube-apiserver etcd
  end_pods
  end containerd
  unmount "$state"
  unmount "$data"
  ip link delete lab0 2>/dev/null || true
  local way
  for way in -i -o; do
    while iptables -D FORWARD $way lab0 -j ACCEPT 2>/dev/null; do :; done
  done
  [ ! -x "$bin/kube-proxy" ] || kube-proxy --cleanup >/dev/null 2>&1 || true
  rm -rf "$state"
}

end() {
  local name pid pids=() i
  for name; do
    pid=$(cat "$data/$name.pid" 2>/dev/null || true)
    rm -f "$data/$name.pid"
    [ -n "$pid" ] && [ "$(basename "$(readlink "/proc/$pid/exe" 2>/dev/null || true)")" = "$name" ] && kill "$pid" && pids+=("$pid")
  done
  for i in $(seq 120); do
    [ ${#pids[@]} -gt 0 ] && kill -0 "${pids[@]}" 2>/dev/null || return 0
    sleep 0.25
  done
  kill -9 "${pids[@]}" 2>/dev/null || true
}

end_pods() {
  local id
  [ -S "$socket" ] || return 0
  for id in $(timeout 20 ctr -a "$socket" -n k8s.io tasks ls -q 2>/dev/null); do
    timeout 20 ctr -a "$socket" -n k8s.io tasks delete -f "$id" >/dev/null 2>&1 || true
  done
  for id in $(timeout 20 ctr -a "$socket" -n k8s.io containers ls -q 2>/dev/null); do
    timeout 20 ctr -a "$socket" -n k8s.io containers delete "$id" >/dev/null 2>&1 || true
  done
  local netns
  for netns in /run/netns/cni-*; do [ -e "$netns" ] && ip netns delete "${netns##*/}" 2>/dev/null; done
  return 0
}

unmount() {
  local path
  awk -v under="$1/" 'index($2, under) == 1 { print $2 }' /proc/mounts | sort -r | while read -r path; do umount -l "$path" 2>/dev/null || true; done
}

# Ends it and forgets all that it holds; the built programs stay.
clean() {
  down
  rm -rf "$data"
}

case ${1:-} in
  build | up | answers | recycle | images | down | clean) "$@" ;;
  *) sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac
