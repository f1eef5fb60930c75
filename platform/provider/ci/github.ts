/** Secrets and variables of an environment of GitHub Actions. */
import { openGithubApi } from "./ask-github.ts";
import { type Answer, refuseAnswer } from "./patience.ts";
import type { Kind, Pipeline } from "./pipeline.ts";

interface Target {
  repository: string;
  /** The environment of the repository. */
  scope: string;
  token: string;
}

export function openGithub({ repository, scope, token }: Target): Pipeline {
  const github = openGithubApi(token);
  const [owner, repo] = repository.split("/");
  const home = { owner, repo, environment: scope };
  const at = "/repos/{owner}/{repo}/environments/{environment}";
  const ask = (route: string, more: object = {}): Promise<Answer> =>
    github(route, { ...home, ...more });
  const askFor = async (route: string, more: object = {}): Promise<Answer> => {
    const answer = await ask(route, more);
    if (answer.status < 300) return answer;
    throw refuseAnswer(answer, "GitHub", `${route.split(" ")[0]} for ${repository}`);
  };
  let key: Promise<PublicKey> | undefined;
  const readKey = async (): Promise<PublicKey> => {
    await makeEnvironment(ask, askFor, at);
    return (await askFor(`GET ${at}/secrets/public-key`)).body as PublicKey;
  };
  return {
    list: async (kind) => listAll(kind, (page) => ask(`GET ${at}/${kind}`, { per_page: 100, page })),
    async put(kind, name, value) {
      const { key: publicKey, key_id } = await (key ??= readKey());
      if (kind === "secrets") {
        const encrypted_value = await seal(value, publicKey);
        await askFor(`PUT ${at}/secrets/{name}`, { name, encrypted_value, key_id });
        return;
      }
      const changed = await ask(`PATCH ${at}/variables/{old}`, { old: name, name, value });
      if (changed.status === 404) await askFor(`POST ${at}/variables`, { name, value });
      else if (changed.status >= 300) throw refuseAnswer(changed, "GitHub", `PATCH ${name}`);
    },
    async remove(kind, name) {
      const answer = await ask(`DELETE ${at}/${kind}/{name}`, { name });
      if (answer.status >= 300 && answer.status !== 404) {
        throw refuseAnswer(answer, "GitHub", `DELETE ${name}`);
      }
    },
  };
}

interface PublicKey {
  key: string;
  key_id: string;
}

/** One that is there keeps its rules: writing it anew would take its reviewers away. */
async function makeEnvironment(
  ask: (route: string) => Promise<Answer>,
  askFor: (route: string) => Promise<Answer>,
  at: string,
): Promise<void> {
  const { status } = await ask(`GET ${at}`);
  if (status === 404) await askFor(`PUT ${at}`);
}

async function listAll(
  kind: Kind,
  ask: (page: number) => Promise<Answer>,
  page = 1,
): Promise<string[]> {
  const answer = await ask(page);
  if (answer.status === 404) return [];
  if (answer.status >= 300) throw refuseAnswer(answer, "GitHub", `GET ${kind}`);
  const body = answer.body as Record<Kind, { name: string }[]>;
  const found = body[kind].map(({ name }) => name);
  return found.length < 100 ? found : [...found, ...(await listAll(kind, ask, page + 1))];
}

/** A box that only GitHub can open. */
async function seal(value: string, publicKey: string): Promise<string> {
  const { default: sodium } = await import("libsodium-wrappers");
  await sodium.ready;
  const key = sodium.from_base64(publicKey, sodium.base64_variants.ORIGINAL);
  const box = sodium.crypto_box_seal(sodium.from_string(value), key);
  return sodium.to_base64(box, sodium.base64_variants.ORIGINAL);
}
