/**
 * An environment as a compose file: the same containers without roll-outs. What is secret comes
 * from variables and files of whoever starts it. Pure.
 */
import type { Declaration, Target } from "../target.ts";
import { describeNetwork } from "./compose-network.ts";
import { describeProxy } from "./compose-proxy.ts";
import { describeService, type Rendering, secretFiles, volumeNames } from "./compose-service.ts";
import { copyName, describeCopy, listSites } from "./compose-site.ts";
import { label } from "./names.ts";
import { schedulerName } from "./schedule.ts";
import { schedulerPrograms } from "./scheduler-programs.ts";
import { toYaml } from "./yaml.ts";

export const renderCompose: NonNullable<Target["render"]> = (declarations, images) => {
  const rendering: Rendering = {
    declarations: new Map(declarations.map((one) => [one.name, one])),
    images,
  };
  const shapes = listShapes(declarations);
  const proxy = describeProxy(declarations, rendering);
  const services = Object.fromEntries([
    ...[...shapes].map(([unit, found]) => [unit, describeService(unit, found, shapes, rendering)]),
    ...listSites(declarations).map((site) => [copyName(site), describeCopy(site, rendering)]),
    ...(proxy ? [["environment-proxy", proxy.service]] : []),
  ]) as Record<string, object>;
  const secrets = { ...secretFiles(declarations), ...proxy?.secrets };
  const places = listPlaces(declarations);
  const volumes = [...volumeNames(services)].sort();
  const file = {
    services,
    ...describeNetwork(rendering.declarations),
    ...(volumes.length > 0 && {
      volumes: Object.fromEntries(volumes.map((name) => [name, { name, ...places.get(name) }])),
    }),
    ...(Object.keys(secrets).length > 0 && { secrets }),
  };
  const schedules = declarations.some(({ name }) => name === schedulerName);
  return {
    "compose.yaml": toYaml(file),
    ...(proxy && { Caddyfile: proxy.caddyfile }),
    ...(schedules && schedulerPrograms()),
  };
};

/** What volumes are made with that lie in a folder of the host's, which must be there. */
function listPlaces(declarations: readonly Declaration[]): Map<unknown, object> {
  const placed = declarations.filter(({ props }) => props["driverOpts"] !== undefined);
  return new Map(placed.map(({ props }) => [props["name"], { driver_opts: props["driverOpts"] }]));
}

/** What runs, by unit: the first of its containers, how many there are, and what it needs. */
export interface Found {
  props: Readonly<Record<string, unknown>>;
  replicas: number;
  needs: readonly string[];
  isJob: boolean;
}

function listShapes(declarations: readonly Declaration[]): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const { type, props, needs, parent } of declarations) {
    if (parent === "") continue;
    if (type === "andamio:docker:Job") {
      const shape = props["shape"] as Found["props"];
      found.set(parent, { props: shape, replicas: 1, needs, isJob: true });
    } else if (type === "docker:index/container:Container") {
      const unit = unitOf(props);
      const replicas = (found.get(unit)?.replicas ?? 0) + 1;
      found.set(unit, { props: found.get(unit)?.props ?? props, replicas, needs, isJob: false });
    }
  }
  return found;
}

function unitOf(props: Found["props"]): string {
  const labels = props["labels"] as { label: string; value: string }[];
  return labels.find((one) => one.label === label.unit)!.value;
}
