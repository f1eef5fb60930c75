/**
 * The flow of loans on a MySQL container that it makes itself, and what becomes of that container.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { freePort } from "../app/servers.ts";
import { onDocker } from "../lab/lab.ts";

const container = "banco-mysql";
const image = "andamio-test/mysql:8.0";

/** What the official image does with its variables: the laboratory's has no entrypoint. */
const files = {
  "Dockerfile": `FROM mysql:8.0
COPY entrypoint.sh /entrypoint.sh
USER mysql
ENTRYPOINT ["sh", "/entrypoint.sh"]
`,
  "entrypoint.sh": `set -eu
data=/var/lib/mysql/data
[ -d $data ] || mariadb-install-db --no-defaults --datadir=$data --skip-test-db >/dev/null
cat >/tmp/init.sql <<END
CREATE DATABASE IF NOT EXISTS $MYSQL_DATABASE CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS '$MYSQL_USER'@'%' IDENTIFIED BY '$MYSQL_PASSWORD';
GRANT ALL ON $MYSQL_DATABASE.* TO '$MYSQL_USER'@'%';
END
exec mysqld --no-defaults --datadir=$data --bind-address=0.0.0.0 --init-file=/tmp/init.sql
`,
};

onDocker("npm run e2e on a container", (lab) => {
  const remove = () => lab.clean(container);
  const read = (field: string) => lab.docker("inspect", "-f", `{{.${field}}}`, container);
  const run = async () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(import.meta.dirname, "e2e.ts")],
      {
        env: { PATH: process.env["PATH"], ...lab.variables, PORT: String(await freePort()), E2E_MYSQL_IMAGE: image },
        encoding: "utf8",
      },
    );
    expect(status, stderr).toBe(0); // each try to migrate too early tells
    return stdout;
  };

  beforeAll(() => {
    remove();
    const folder = mkdtempSync(join(tmpdir(), "andamio-e2e-"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    lab.docker("build", "-q", "-t", image, folder);
    rmSync(folder, { recursive: true });
  });
  afterAll(remove);

  test("L001-12 the first run creates it, the second starts the stopped one, the third leaves it running", async () => {
    const first = await run();
    expect(first).toContain("banco-mysql was created");
    expect(first).toContain("All is well");
    const created = read("Id");
    lab.docker("stop", container);
    expect(await run()).toContain("banco-mysql was started");
    expect(read("Id")).toBe(created);
    const started = read("State.StartedAt");
    expect(await run()).toContain("banco-mysql was left running");
    expect([read("Id"), read("State.StartedAt")]).toEqual([created, started]);
  });
});
