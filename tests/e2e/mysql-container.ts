/** MySQL in the container banco-mysql, made or started as need be; its variables are its own. */

import { randomBytes } from "node:crypto";

import Docker from "dockerode";

const name = "banco-mysql";
const image = process.env["E2E_MYSQL_IMAGE"] ?? "mysql:8.0";
const port = "3307";

/** Throws where there is no daemon. */
export async function findDocker(): Promise<Docker> {
  const docker = new Docker();
  await docker.ping().catch((cause: Error) => {
    throw new Error(`Docker is not available: ${cause.message}`, { cause });
  });
  return docker;
}

export interface Container {
  did: "created" | "started" | "left running";
  variables: Record<string, string>;
}

/** The passwords live as long as the container. */
export async function bringUpMysql(docker: Docker): Promise<Container> {
  const container = docker.getContainer(name);
  const found = await container.inspect().catch(() => undefined);
  if (!found) await create(docker);
  else if (!found.State.Running) await container.start();
  const { Config } = await docker.getContainer(name).inspect();
  const given = Object.fromEntries(Config.Env.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  const did = !found ? "created" : found.State.Running ? "left running" : "started";
  return {
    did,
    variables: {
      MYSQL_NAME: given["MYSQL_DATABASE"]!,
      MYSQL_USER: given["MYSQL_USER"]!,
      MYSQL_PASSWORD: given["MYSQL_PASSWORD"]!,
      MYSQL_HOST: "127.0.0.1",
      MYSQL_PORT: port,
    },
  };
}

async function create(docker: Docker): Promise<void> {
  const secret = () => randomBytes(18).toString("base64url");
  const container = await docker.createContainer({
    name,
    Image: image,
    Env: [
      `MYSQL_ROOT_PASSWORD=${secret()}`,
      "MYSQL_DATABASE=loan_system_db",
      "MYSQL_USER=loan_user",
      `MYSQL_PASSWORD=${secret()}`,
    ],
    ExposedPorts: { "3306/tcp": {} },
    HostConfig: { PortBindings: { "3306/tcp": [{ HostIp: "127.0.0.1", HostPort: port }] } },
  });
  await container.start();
}
