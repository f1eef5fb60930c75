/** Asks GitHub's API, patiently: any answer that stands is given back, whatever it is. */
import { Octokit } from "@octokit/core";

import { type Answer, askPatiently } from "./patience.ts";

export type AskGithub = (route: string, given?: object) => Promise<Answer>;

/** How often nobody may answer is told where somebody waits for it. */
export function openGithubApi(token: string, attempts?: number): AskGithub {
  const baseUrl = process.env["GITHUB_API_URL"] ?? "https://api.github.com";
  const octokit = new Octokit({ auth: token, baseUrl, log: silent });
  return (route, given = {}) =>
    askPatiently(() => request(octokit, route, given), "GitHub", attempts);
}

/** Its words about deprecated routes are not for users. */
const silent = { debug: noWord, info: noWord, warn: noWord, error: noWord };
function noWord(): void {
  // nothing is said
}

async function request(octokit: Octokit, route: string, given: object): Promise<Answer> {
  try {
    const { status, headers, data } = await octokit.request(route, { ...given });
    return { status, headers: readable(headers), body: data };
  } catch (error) {
    const { status, response } = error as {
      status?: number;
      response?: { headers: Record<string, unknown>; data: unknown };
    };
    // without an answer of the server it is one of the network
    if (status === undefined || !response) throw error;
    return { status, headers: readable(response.headers), body: response.data };
  }
}

function readable(headers: Record<string, unknown>): Answer["headers"] {
  return {
    get: (name) => (headers[name] === undefined ? null : String(headers[name])),
  };
}
