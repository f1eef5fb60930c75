/** Images come from registries that somebody chose. */
import { listImages } from "../images.ts";
import type { Complaint, Rule } from "../rule.ts";

export const knownRegistry: Rule = {
  name: "known-registry",
  about: "Images, those that a build uses too, come from and go to registries that stand in registries.",
  why: "A slip of the pen in a host fetches a stranger's program.",
  levels: { dev: "off", staging: "advisory", prod: "advisory" },
  check: ({ environment, files }) => {
    const pushed = Object.entries(environment.images).flatMap(([name, { repository }]) =>
      typeof repository === "string"
        ? [{ reference: repository, at: ["images", name, "repository"] }]
        : [],
    );
    const all = [...listImages(environment, files), ...pushed];
    return all.flatMap(({ reference, at }): Complaint[] => {
      const host = hostOf(reference);
      if (Object.hasOwn(environment.registries, host)) return [];
      const reason = `"${host}" does not stand in registries`;
      return [{ at, reason, fix: `registries: { ${host}: {} }` }];
    });
  },
  wrong: { images: { app: { repository: "ghrc.io/acme/app" } } },
  right: { images: { app: { repository: "ghcr.io/acme/other" } } },
};

/** As Docker reads it: the first part is a host when it looks like one. */
function hostOf(image: string): string {
  const first = image.split("/")[0] ?? "";
  return image.includes("/") && /[.:]|^localhost$/.test(first) ? first : "docker.io";
}
