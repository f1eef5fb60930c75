/** Containers may do what their program needs, and nothing else. */
import { placeOf, type Props } from "../declared.ts";
import type { Rule } from "../rule.ts";

export const hardenedContainers: Rule = {
  name: "hardened-containers",
  about: "Containers run without privileges, capabilities or host access, within limits.",
  why: "Who breaks into a program would be on the host.",
  levels: { dev: "mandatory", staging: "mandatory", prod: "mandatory" },
  check: ({ declarations }) =>
    declarations
      .filter(({ type }) => /^(docker:index\/container:Container|andamio:docker:Job)$/.test(type))
      .flatMap((declaration) => {
        const { at, component } = placeOf(declaration);
        const { shape = declaration.props } = declaration.props as { shape?: Props };
        return listFaults(shape).map((fault) => ({
          at,
          ...(component !== undefined && { component }),
          reason: `${declaration.name}: ${fault}`,
          fix: "this is the target's to mend: report it",
        }));
      }),
  declared: {
    type: "docker:index/container:Container",
    wrong: { image: "app:1", memory: 512, capabilities: { drops: ["ALL"] }, networkMode: "host" },
    right: { image: "app:1", memory: 512, capabilities: { drops: ["ALL"] } },
  },
};

function listFaults(props: Props): string[] {
  const { drops = [] } = (props.capabilities ?? {}) as { drops?: string[] };
  const text = JSON.stringify([props.volumes, props.mounts]);
  const demands: readonly (readonly [boolean, string])[] = [
    [props.privileged !== true, "is privileged"],
    [props.networkMode !== "host" && props.pidMode !== "host", "shares the host's network or processes"],
    [!/docker\.sock/.test(text ?? ""), "has the daemon's socket"],
    [drops.includes("ALL") || drops.includes("CAP_ALL"), "keeps capabilities"],
    [typeof props.memory === "number" && props.memory > 0, "has no limit of memory"],
  ];
  return demands.filter(([holds]) => !holds).map(([, fault]) => fault);
}
