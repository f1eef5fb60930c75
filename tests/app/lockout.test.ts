/** Who guesses passwords is slowed down. */

import { expect, test, vi } from "vitest";

import { password, startApp, type TestApp } from "./helper.ts";

const wrong = "not this one";

async function start() {
  const app = await startApp();
  const { username } = await app.as("CLIENT");
  return { app, username, logIn: loginOf(app) };
}

function loginOf({ app }: TestApp) {
  return async (username: string, text: string, address = "192.0.2.1") =>
    app.inject({
      method: "POST",
      url: "/api/auth/token",
      remoteAddress: address,
      payload: { username, password: text },
    });
}

test("after five failures the right password is refused too, in the same words, whether the user exists or not", async () => {
  const { username, logIn } = await start();
  const bodies = new Set<string>();
  for (const name of [username, "nobody"]) {
    for (const text of [...Array(5).fill(wrong), password]) {
      const { statusCode, body } = await logIn(name, text);
      expect(statusCode).toBe(401);
      bodies.add(JSON.parse(body).detail);
    }
  }
  expect([...bodies]).toEqual(["The user name or the password is wrong."]);
});

test("nobody locks the account for another address", async () => {
  const { username, logIn } = await start();
  for (let count = 0; count < 6; count++) await logIn(username, wrong);
  expect((await logIn(username, password)).statusCode).toBe(401);
  expect((await logIn(username, password, "192.0.2.2")).statusCode).toBe(200);
});

test("a lock ends after a minute, and the next one after two", async () => {
  const { username, logIn } = await start();
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    for (const minutes of [1, 2]) {
      for (let count = 0; count < 5; count++) await logIn(username, wrong);
      vi.setSystemTime(Date.now() + minutes * 60_000 - 1_000);
      expect((await logIn(username, password)).statusCode).toBe(401);
      vi.setSystemTime(Date.now() + 2_000);
      if (minutes === 2) expect((await logIn(username, password)).statusCode).toBe(200);
    }
  } finally {
    vi.useRealTimers();
  }
});

test("a right password in between begins the count anew", async () => {
  const { username, logIn } = await start();
  for (let round = 0; round < 3; round++) {
    for (let count = 0; count < 4; count++) await logIn(username, wrong);
    expect((await logIn(username, password)).statusCode).toBe(200);
  }
});

test("guesses that come at once get no more tries than those that come one by one", async () => {
  const { username, logIn } = await start();
  const guesses = [...Array(9).fill(wrong), ...Array(3).fill(password)];
  const answers = await Promise.all(guesses.map((text) => logIn(username, text)));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(12).fill(401));
});

test("an address has a looser cap over all accounts: thirty failures, and then nobody gets in from there", async () => {
  const { app, username, logIn } = await start();
  for (let count = 0; count < 30; count++) await logIn(`user-${count}`, wrong);
  expect((await logIn(username, password)).statusCode).toBe(401);
  expect((await logIn(username, password, "192.0.2.2")).statusCode).toBe(200);
  expect(app.logs.filter(({ level }) => level === "ERROR")).toEqual([]);
});

test("sixteen who know the password get in at once", async () => {
  const { username, logIn } = await start();
  const answers = await Promise.all(Array.from({ length: 16 }, () => logIn(username, password)));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(16).fill(200));
});

test("who signs in with the right password does not use up the cap of the address", async () => {
  const { username, logIn } = await start();
  for (let count = 0; count < 35; count++) {
    expect((await logIn(username, password)).statusCode).toBe(200);
  }
});
