/** Images come from registries that somebody chose. */
import type { Complaint, Rule } from "../rule.ts";

export const knownRegistry: Rule = {
  name: "known-registry",
  about: "Images come from and go to registries that stand in registries.",
  why: "A slip of the pen in a host fetches a stranger's program.",
  levels: { dev: "off", staging: "advisory", prod: "advisory" },
  check: ({ environment: { images, registries } }) =>
    Object.entries(images).flatMap(([name, image]) =>
      ["ref", "repository"].flatMap((field): Complaint[] => {
        if (typeof image[field] !== "string") return [];
        const host = hostOf(image[field]);
        if (Object.hasOwn(registries, host)) return [];
        const reason = `"${host}" does not stand in registries`;
        return [{ at: ["images", name, field], reason, fix: `registries: { ${host}: {} }` }];
      }),
    ),
  wrong: { images: { app: { repository: "ghrc.io/acme/app" } } },
  right: { images: { app: { repository: "ghcr.io/acme/other" } } },
};

/** As Docker reads it: the first part is a host when it looks like one. */
function hostOf(image: string): string {
  const first = image.split("/")[0] ?? "";
  return image.includes("/") && /[.:]|^localhost$/.test(first) ? first : "docker.io";
}
