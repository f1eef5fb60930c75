/** The table of cases, by rule. */
import type { Cases } from "./case.ts";
import { commands } from "./commands.ts";
import { data } from "./data.ts";
import { network } from "./network.ts";
import { programs } from "./programs.ts";
import { secrets } from "./secrets.ts";

export const cases: Cases = { ...commands, ...data, ...network, ...programs, ...secrets };
