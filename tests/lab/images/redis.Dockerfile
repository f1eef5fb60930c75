# Redis as Debian has it, with the user and the paths of the official image.
FROM andamio/node:24
RUN groupadd --system --gid 999 redis && useradd --system --gid 999 --uid 999 --home-dir /data redis \
 && apt-get update -q && apt-get install -q -y --no-install-recommends redis-server redis-tools \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb \
 && ln -s /usr/bin/redis-server /usr/bin/redis-cli /usr/local/bin/ \
 && mkdir -p /data && chown 999:999 /data
WORKDIR /data
