/** Asks a process whether it is well. An answer of `undefined` means yes, a text says why not. */
import { execFile } from "node:child_process";
import { get } from "node:http";
import { connect } from "node:net";

import type { Probe } from "../primitives.ts";

const host = "127.0.0.1";

export interface Asked {
  port?: number;
  env: Record<string, string>;
  cwd: string;
  uid?: number;
  gid?: number;
}

export function ask(probe: Probe, asked: Asked): Promise<string | undefined> {
  const timeout = probe.timeoutSeconds * 1000;
  if (probe.command) return askByCommand(probe.command, asked, timeout);
  if (asked.port === undefined) return Promise.resolve(undefined);
  return probe.path ? askByHttp(asked.port, probe.path, timeout) : askByTcp(asked.port, timeout);
}

export function askByHttp(
  port: number,
  path: string,
  timeout: number,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get({ host, port, path, agent: false, timeout }, (response) => {
      const status = response.statusCode ?? 0;
      response.resume();
      resolve(status >= 200 && status < 400 ? undefined : `${path} answered ${status}`);
    });
    request.on("timeout", () => request.destroy(new Error(`no answer within ${timeout / 1000} s`)));
    request.on("error", (error) => resolve(`${path}: ${error.message}`));
  });
}

function askByTcp(port: number, timeout: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout });
    const end = (answer: string | undefined) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on("connect", () => end(undefined));
    socket.on("timeout", () => end(`port ${port} did not answer within ${timeout / 1000} s`));
    socket.on("error", (error) => end(`port ${port}: ${error.message}`));
  });
}

function askByCommand(
  command: readonly string[],
  asked: Asked,
  timeout: number,
): Promise<string | undefined> {
  const [program = "", ...args] = command;
  const { env, cwd, uid, gid } = asked;
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { env, cwd, uid, gid, timeout, killSignal: "SIGKILL" },
      (error, stdout, stderr) => {
        const said = `${stdout}${stderr}`.trim().split("\n").at(-1) ?? "";
        resolve(
          error
            ? `${program} ${error.killed ? "took too long" : said || error.message}`
            : undefined,
        );
      },
    );
  });
}
