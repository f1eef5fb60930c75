/** Requests at a fixed rate, whether or not those before were answered. */
import { Agent, get } from "node:http";

export interface Load {
  end(): Promise<{ sent: number; failed: string[] }>;
}

/**
 * Asks for a URL every 5 ms; an answer that is not 200 has failed, with its body as the reason, and
 * one that was cut off with the port that it was asked from.
 */
export function startLoad(url: string): Load {
  const agent = new Agent({ keepAlive: true });
  const failed: string[] = [];
  const open: Promise<void>[] = [];
  const begun = Date.now();
  const timer = setInterval(() => {
    while (open.length < (Date.now() - begun) / 5) {
      open.push(ask(url, agent).catch((error: Error) => void failed.push(error.message)));
    }
  }, 5);
  return {
    async end() {
      clearInterval(timer);
      await Promise.all(open);
      agent.destroy();
      return { sent: open.length, failed };
    },
  };
}

function ask(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      let body = "";
      response
        .setEncoding("utf8")
        .on("data", (text) => (body += text))
        .on("error", reject)
        .on("end", () =>
          response.statusCode === 200
            ? resolve()
            : reject(new Error(`answered ${response.statusCode}: ${body}`)),
        );
    });
    let port: number | undefined;
    request.on("socket", (socket) => {
      port = socket.localPort;
      if (socket.connecting) socket.once("connect", () => (port = socket.localPort));
    });
    request.on("error", ({ message }) => reject(new Error(`${message}, port ${port ?? "none"}`)));
  });
}
