/**
 * Slows down who guesses passwords: after five failures for one account from one address nothing
 * fits there for a minute, and longer each time; a looser cap counts all failures of an address.
 * The name is counted whether it exists or not. Knows no database.
 */

import { createHash } from "node:crypto";

import type { Counters } from "../../plugins/counters.ts";

const perAccount = { failures: 5, windowS: 900, firstLockS: 60, longestLockS: 900 };
const perAddress = { failures: 30, windowS: 300 };
/** How long it is remembered how often an account was locked */
const memoryS = 12 * 3600;

/** Tries for one account come one by one, so that those at once do not slip through. */
export function guard<T>(
  counters: Counters,
  { login, address }: { login: string; address: string },
  check: (allowed: boolean) => Promise<T | undefined>,
): Promise<T | undefined> {
  const account = `login:${digest(`${login}|${address}`)}`;
  const network = `login:${digest(address)}`;
  return inTurn(account, async () => {
    const tries = await counters.add(account, 1, perAccount.windowS);
    const all = await counters.add(network, 0, perAddress.windowS);
    const user = await check(tries <= perAccount.failures && all < perAddress.failures);
    if (user !== undefined) {
      await counters.remove(account, `${account}:locks`);
      return user;
    }
    await counters.add(network, 1, perAddress.windowS);
    if (tries === perAccount.failures) await lock(counters, account);
    return undefined;
  });
}

/** Twice as long as the last time */
async function lock(counters: Counters, account: string): Promise<void> {
  const locks = await counters.add(`${account}:locks`, 1, memoryS);
  const seconds = perAccount.firstLockS * 2 ** (locks - 1);
  await counters.keep(account, Math.min(seconds, perAccount.longestLockS));
}

const turns = new Map<string, Promise<unknown>>();

function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
  const mine = (turns.get(name) ?? Promise.resolve()).then(work);
  const over = mine.then(
    () => {},
    () => {},
  );
  turns.set(name, over);
  void over.then(() => {
    if (turns.get(name) === over) turns.delete(name);
  });
  return mine;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
