/** Every example on this machine, as processes. */
import { openLocal } from "../places/local.ts";
import { conform, name } from "./conform.ts";

conform(async () => openLocal(name));
