# PostgreSQL as Debian has it, with the user and the paths of the official image.
FROM andamio/node:24
RUN groupadd --system --gid 999 postgres \
 && useradd --system --gid 999 --uid 999 --home-dir /var/lib/postgresql --shell /bin/bash postgres \
 && apt-get update -q && mkdir -p /etc/postgresql-common \
 && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf \
 && apt-get install -q -y --no-install-recommends postgresql-15 \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb \
 && mkdir -p /var/lib/postgresql/data && chown 999:999 /var/lib/postgresql /var/lib/postgresql/data \
 && chmod 1777 /var/run/postgresql
ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
