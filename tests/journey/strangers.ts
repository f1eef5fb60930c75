/** Programs that run inside an environment, as one stranger among its clients. */

/** Guesses a password, from an invented address each time; prints the answers. */
export const guess = (url: string, count: number): string => `
const { request } = require("node:http");
const url = new URL("/api/auth/token", "${url}");
const localAddress = url.hostname === "127.0.0.1" ? "127.0.0.2" : undefined;
const guess = (at) => new Promise((done, fail) => {
  const headers = { "content-type": "application/json" };
  for (const name of ["x-forwarded-for", "x-real-ip", "forwarded"]) headers[name] = "203.0.113." + at;
  const asked = request(url, { method: "POST", headers, localAddress }, (answer) => {
    answer.resume();
    done(answer.statusCode);
  });
  const password = at < 5 ? "wrong" : "client1234";
  asked.on("error", fail).end(JSON.stringify({ username: "client1", password }));
});
(async () => {
  const statuses = [];
  for (let at = 0; at < ${count}; at++) statuses.push(await guess(at));
  console.log("answered " + statuses.join());
})();`;

export const ask = (url: string): string =>
  `fetch("${url}").then(({ status }) => console.log("answered " + status))`;
