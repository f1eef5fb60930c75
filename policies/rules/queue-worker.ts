/** Somebody works off what Services put into the queue. */
import { listPrograms } from "../programs.ts";
import type { Judged, Rule } from "../rule.ts";

export const queueWorker: Rule = {
  name: "queue-worker",
  about: "Where a Service uses a Redis, a running Worker of its image uses the same one.",
  why: "Mails and tasks would be put into a queue that nobody reads.",
  levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
  check({ environment }) {
    const workers = listPrograms(environment, ["Worker"]).filter(({ spec }) => spec.replicas !== 0);
    return listPrograms(environment, ["Service"]).flatMap(({ at, spec, uses }) =>
      listRedis(uses, environment)
        .filter((redis) => {
          const readers = workers.filter((one) => one.uses.some((use) => use.component === redis));
          return !readers.some((one) => one.spec.image === spec.image);
        })
        .map((redis) => ({
          at,
          reason: `no running Worker of its image reads the queues of "${redis}"`,
          fix: `a Worker with image: ${String(spec.image)} and the same variables`,
        })),
    );
  },
  wrong: { components: { tasks: null } },
  right: { components: { tasks: { replicas: 1 } } },
};

function listRedis(uses: readonly { component: string }[], { components }: Judged): string[] {
  const names = uses.map(({ component }) => component);
  return [...new Set(names)].filter((name) => components[name]?.kind === "Redis");
}
