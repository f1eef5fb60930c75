/** Rules about what is reached from where. */
import { type Cases, component, group, withSecret } from "./case.ts";

export const network: Cases = {
  "closed-cors": {
    more: {
      "no list at all": group({ CORS_ALLOWED_ORIGINS: null }),
      "an empty list": group({ CORS_ALLOWED_ORIGINS: "" }),
      "a reference to the address of what is not public": {
        ...group({ CORS_ALLOWED_ORIGINS: "${site.publicUrl}" }),
        ...component("site", { kind: "Service", image: "app", command: ["x"], port: 3000 }),
      },
      "a list that only a secret knows": withSecret("o", group({ CORS_ALLOWED_ORIGINS: "${o.value}" })),
      "what only begins with the address of what is public": group({
        CORS_ALLOWED_ORIGINS: "${api.publicUrl}.evil.example",
      }),
      "plain http among others": group({ CORS_ALLOWED_ORIGINS: "https://a.example.com,http://b.example.com" }),
      "a part of an address": group({ CORS_ALLOWED_ORIGINS: "https://*.example.com" }),
    },
    fine: {
      "an address with the environment's name": group({
        CORS_ALLOWED_ORIGINS: "https://${environment.name}.example.com",
      }),
    },
  },
  https: {
    ids: "L001-62",
    more: {
      "a second route": {
        tls: { mode: "off", email: null },
        ...component("site", {
          kind: "Service",
          image: "app",
          command: ["node", "site.js"],
          port: 3000,
          route: { host: "www.example.com" },
        }),
      },
      "a port that is open to everyone": component("api", { publish: { port: 8000, address: "all" } }),
      "a route whose host is a reference, without tls": {
        tls: { mode: "off" },
        ...component("api", { route: { host: "${environment.name}.example.com" } }),
      },
    },
    fine: { "a port of this host alone": component("api", { publish: { port: 8000 } }) },
  },
  hsts: {
    more: {
      "nothing at all": { tls: { hsts: "0s" } },
      "a day less than a year": { tls: { hsts: "364d" } },
    },
    fine: {
      "the default": { tls: { hsts: null } },
      "a year in hours": { tls: { hsts: "8760h" } },
    },
  },
  "https-redirect": {
    more: {
      "no redirect with certificates of our own": { tls: { redirect: false, mode: "internal" } },
      "no redirect with HSTS": { tls: { redirect: false, hsts: "365d" } },
    },
    fine: { "the default": { tls: { redirect: null } } },
  },
  "trusted-proxies": {
    more: {
      "a star": group({ TRUST_PROXY: "*" }),
      "all of IPv6": group({ TRUST_PROXY: "loopback,::/0" }),
      "two halves of IPv4": group({ TRUST_PROXY: "0.0.0.0/1, 128.0.0.0/1" }),
      "four quarters, one of them written as a mask": group({ TRUST_PROXY: "0.0.0.0/2,64.0.0.0/2,128.0.0.0/192.0.0.0,192.0.0.0/2" }),
      "the half of IPv6 that is in use": group({ TRUST_PROXY: "::/1" }),
      "all of IPv4 within IPv6": group({ TRUST_PROXY: "::ffff:0.0.0.0/96" }),
      "the addresses of half a continent": group({ TRUST_PROXY: "loopback,24.0.0.0/6" }),
      "everyone beside somebody": group({ TRUST_PROXY: "loopback, *" }),
      "two halves for the cluster": {
        target: "kubernetes",
        kubernetes: { context: "acme", trustedProxies: ["0.0.0.0/1", "128.0.0.0/1"] },
      },
      "what only a secret knows": withSecret("p", group({ TRUST_PROXY: "${p.value}" })),
    },
    fine: {
      "the default": group({ TRUST_PROXY: null }),
      "all private addresses": group({ TRUST_PROXY: "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7,::1" }),
      "ranges of a content network": group({ TRUST_PROXY: "104.16.0.0/13,172.64.0.0/13,2606:4700::/32" }),
    },
  },
  "private-stores": {
    more: {
      "a Redis": component("cache", { publish: { port: 6380, address: "all" } }),
      "a database on its own port": component("db", { publish: { address: "all" } }),
    },
    fine: { "one that is not published": component("db", { publish: null }) },
  },
  "reaches-outside": {
    more: {
      "the default": component("api", { egress: null }),
      "a Worker with a tracker by reference": component("tasks", { egress: null }),
      "a mail server in a variable of its own": component("tasks", {
        egress: "none",
        env: { SENTRY_DSN: "", SMTP_HOST: "mail.example.com" },
      }),
    },
    fine: { "a Job, which has neither": component("migrate", { egress: "none" }) },
  },
  "secure-cookies": {
    more: {
      "no token besides": component("api", { env: { ENABLE_CSRF: "no" } }),
      "a cookie for every other page": group({ SESSION_COOKIE_SAMESITE: "None" }),
      "what only a secret knows": withSecret("c", group({ SESSION_COOKIE_SECURE: "${c.value}" })),
    },
    fine: {
      "a Worker, which has no browsers": component("tasks", { env: { ENABLE_CSRF: "0" } }),
    },
  },
};
