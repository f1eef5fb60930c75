/**
 * Loaded by a plugin of the engine: ends it with the engine that started it. Killing the engine
 * alone leaves its plugins, which would go on creating.
 */
const engine = process.ppid;
setInterval(() => process.ppid !== engine && process.exit(1), 200).unref();
