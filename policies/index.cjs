// Pulumi requires its entry, and the pack is an ECMAScript module.
import("./pack.ts");
