#!/usr/bin/env bash
# The settings of the parts of the cluster: read by cluster.sh, whose variables it takes.

write_settings() {
  [ -f "$data/pki/sa.key" ] || openssl genrsa -out "$data/pki/sa.key" 2048 2>/dev/null
  openssl rsa -in "$data/pki/sa.key" -pubout -out "$data/pki/sa.pub" 2>/dev/null
  echo 'admintoken,admin,admin,"system:masters"' >"$data/tokens.csv"
  cat >"$KUBECONFIG" <<E
apiVersion: v1
kind: Config
clusters: [{ name: lab, cluster: { server: "https://127.0.0.1:$api", insecure-skip-tls-verify: true } }]
users: [{ name: lab, user: { token: admintoken } }]
contexts: [{ name: lab, context: { cluster: lab, user: lab } }]
current-context: lab
E
  chmod 600 "$KUBECONFIG" "$data/tokens.csv"
  cat >"$data/containerd.toml" <<E
version = 2
root = "$data/containerd"
state = "$state/containerd"
[grpc]
  address = "$socket"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "docker.io/andamio-lab/pause:1"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$data/cni"
E
  cat >"$data/cni/10-bridge.conflist" <<E
{ "cniVersion": "0.4.0", "name": "pods", "plugins": [
  { "type": "bridge", "bridge": "lab0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
    "ipam": { "type": "host-local", "dataDir": "$state/ipam", "ranges": [[{ "subnet": "10.88.0.0/16" }]], "routes": [{ "dst": "0.0.0.0/0" }] } },
  { "type": "portmap", "capabilities": { "portMappings": true } } ] }
E
  cat >"$data/kubelet.yaml" <<E
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: 10.88.0.1
authentication: { anonymous: { enabled: true }, webhook: { enabled: false } }
authorization: { mode: AlwaysAllow }
cgroupDriver: cgroupfs
failCgroupV1: false
failSwapOn: false
containerRuntimeEndpoint: unix://$socket
clusterDNS: ["10.88.0.1"]
clusterDomain: cluster.local
cgroupsPerQOS: false
enforceNodeAllocatable: []
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
evictionHard: { memory.available: "100Mi" }
maxPods: 250
podLogsDir: $data/logs/pods
E
  cat >"$data/Corefile" <<E
cluster.local:53 {
  bind 10.88.0.1
  kubernetes cluster.local {
    kubeconfig $KUBECONFIG
  }
}
.:53 {
  bind 10.88.0.1
  forward . /etc/resolv.conf
}
E
}
