/** A plan is what `up` does on this machine; TRUTH_STEPS counts the steps. */
import { openLocal } from "../places/local.ts";
import { environment, walk } from "./walk.ts";

walk(async () => openLocal(environment), Number(process.env["TRUTH_STEPS"] ?? 25));
