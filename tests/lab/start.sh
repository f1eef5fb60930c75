#!/usr/bin/env bash
# Starts what tests of the other targets run on: a Docker daemon, stand-ins for public images, and a cluster that has
# them. With nothing cached it builds them first, at a low priority: it may run while other tests do.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/cluster.sh" clean # what an earlier run left
nice -n 5 "$here/docker.sh" build
nice -n 5 "$here/cluster.sh" build
"$here/docker.sh" up
images=$("$here/images.sh")
"$here/cluster.sh" up
"$here/cluster.sh" images "$images"
