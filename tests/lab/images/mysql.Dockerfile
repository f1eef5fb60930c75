# MariaDB as Debian has it, under the names of MySQL's programs, with the user of the official image.
FROM andamio/node:24
RUN groupadd --system --gid 999 mysql && useradd --system --gid 999 --uid 999 --home-dir /var/lib/mysql mysql \
 && apt-get update -q && apt-get install -q -y --no-install-recommends mariadb-server mariadb-client \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb /var/lib/mysql \
 && mkdir -p /var/lib/mysql /run/mysqld && chown 999:999 /var/lib/mysql /run/mysqld && chmod 1777 /run/mysqld \
 && for name in mysqld mariadbd; do test -e /usr/sbin/$name || ln -s mariadbd /usr/sbin/$name; done
