/** A Dockerfile makes an image that runs as a user of its own and can say how it is. */
import { posix } from "node:path";

import type { Complaint, Rule } from "../rule.ts";

export const imageFile: Rule = {
  name: "image-file",
  about: "The Dockerfile of a build is there, names a user that is not root, and a health check.",
  why: "Whoever runs the image elsewhere runs it as root, and cannot see that it hangs.",
  levels: { dev: "advisory", staging: "mandatory", prod: "mandatory" },
  requirements: ["R002-88"],
  check: ({ environment, files }) =>
    files === undefined
      ? []
      : Object.entries(environment.images).flatMap(([name, { build, dockerfile = "Dockerfile" }]) => {
          if (typeof build !== "string") return [];
          const file = posix.join(build, String(dockerfile));
          const text = files.read(file);
          const at = ["images", name, "build"];
          if (text === undefined) return [{ at, reason: `there is no ${file}`, fix: `write ${file}` }];
          return judgeFile(text).map((one) => ({ ...one, at, reason: `${file} ${one.reason}` }));
        }),
  wrong: { images: { app: { dockerfile: "Dockerfile.root" } } },
  right: { images: { app: { dockerfile: "Dockerfile" } } },
};

/** Judged is the last stage, which is the image. */
function judgeFile(text: string): Omit<Complaint, "at">[] {
  const lines = text.replaceAll(/\\\r?\n/g, " ").split(/\r?\n/).map((line) => line.trim());
  const last = lines.slice(lines.findLastIndex((line) => /^FROM\s/i.test(line)) + 1);
  const user = last.findLast((line) => /^USER\s/i.test(line))?.split(/\s+/)[1]?.split(":")[0];
  const health = last.findLast((line) => /^HEALTHCHECK\s/i.test(line));
  const asRoot = user === undefined || user === "root" || user === "0";
  const added = lines.find((line) => /^ADD\s+(?!https?:|git)/i.test(line));
  return [
    ...(asRoot ? [{ reason: "runs as root", fix: "USER 10001" }] : []),
    ...(health && !/^HEALTHCHECK\s+NONE/i.test(health)
      ? []
      : [{ reason: "has no health check", fix: "HEALTHCHECK CMD …" }]),
    ...(added ? [{ reason: "adds files that COPY would copy", fix: "COPY instead of ADD" }] : []),
  ];
}
