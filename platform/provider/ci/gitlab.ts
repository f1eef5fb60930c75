/** Variables of a project of GitLab for one environment; secrets are those that are masked. */
import { type Answer, askPatiently, refuseAnswer } from "./patience.ts";
import type { Kind, Pipeline } from "./pipeline.ts";

interface Target {
  repository: string;
  /** The environment that they are for. */
  scope: string;
  token: string;
}

interface Variable {
  key: string;
  environment_scope: string;
  description?: string | null;
}

/** What GitLab can mask in logs. */
const maskable = /^[A-Za-z0-9+/=@:.~_-]{8,}$/;

export function openGitlab({ repository, scope, token }: Target): Pipeline {
  const base = process.env["GITLAB_API_URL"] ?? "https://gitlab.com/api/v4";
  const all = `${base}/projects/${encodeURIComponent(repository)}/variables`;
  const one = (name: string) =>
    `${all}/${name}?${encodeURIComponent("filter[environment_scope]")}=${encodeURIComponent(scope)}`;
  const ask = (method: string, url: string, body?: object): Promise<Answer> =>
    askPatiently(() => request(method, url, token, body), "GitLab");
  return {
    list: (kind) => listAll(kind, scope, (page) => ask("GET", `${all}?per_page=100&page=${page}`)),
    async put(kind, key, value) {
      const masked = kind === "secrets" && maskable.test(value);
      const said = { key, value, masked, raw: true, description: kind, environment_scope: scope };
      const changed = await ask("PUT", one(key), said);
      const answer = changed.status === 404 ? await ask("POST", all, said) : changed;
      if (answer.status >= 300) throw refuseAnswer(answer, "GitLab", `writing ${key}`);
    },
    async remove(_kind, key) {
      const answer = await ask("DELETE", one(key));
      if (answer.status >= 300 && answer.status !== 404) {
        throw refuseAnswer(answer, "GitLab", `removing ${key}`);
      }
    },
  };
}

async function request(method: string, url: string, token: string, body?: object): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { "private-token": token, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const said = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true && said !== "";
  const { status, headers } = response;
  return { status, headers, body: isJson ? (JSON.parse(said) as unknown) : said };
}

async function listAll(
  kind: Kind,
  scope: string,
  ask: (page: number) => Promise<Answer>,
  page = 1,
): Promise<string[]> {
  const answer = await ask(page);
  if (answer.status >= 300) throw refuseAnswer(answer, "GitLab", "listing variables");
  const found = answer.body as Variable[];
  const own = found
    .filter((one) => one.environment_scope === scope && one.description === kind)
    .map(({ key }) => key);
  return found.length < 100 ? own : [...own, ...(await listAll(kind, scope, ask, page + 1))];
}
