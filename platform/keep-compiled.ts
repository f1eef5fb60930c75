/**
 * Loaded before a program of ours that is started often: compiling it is half of its start. In a
 * folder of the installation, because whoever could write there could as well change the program.
 */
import { enableCompileCache, flushCompileCache } from "node:module";
import { join } from "node:path";

enableCompileCache(join(import.meta.dirname, "../node_modules/.cache/compiled"));
// the engine kills its plugins, which then write nothing
setTimeout(flushCompileCache, 1000).unref();
