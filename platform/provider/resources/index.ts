/** The table of resources that are our own. */
import { dockerHandlers } from "../docker/index.ts";
import type { Handler } from "../handler.ts";
import { handlers as kubernetes } from "../kubernetes/index.ts";
import { build } from "./build.ts";
import { ciSecrets } from "./ci-secrets.ts";
import { image } from "./image.ts";
import { job } from "./job.ts";
import { route } from "./route.ts";
import { schedule } from "./schedule.ts";
import { secret } from "./secret.ts";
import { site } from "./site.ts";
import { store } from "./store.ts";
import { volume } from "./volume.ts";
import { workload } from "./workload.ts";

export const handlers: Readonly<Record<string, Handler>> = {
  "ci:Secrets": ciSecrets,
  "index:Image": image,
  "local:Build": build,
  "local:Job": job,
  "local:Route": route,
  "local:Schedule": schedule,
  "local:Secret": secret,
  "local:Site": site,
  "local:Store": store,
  "local:Volume": volume,
  "local:Workload": workload,
  ...dockerHandlers,
  ...kubernetes,
};
