/** How a pod ends: after its address is forgotten, by the signal that it wants. */
import { PlatformError } from "../../errors.ts";
import type { Program, Run } from "../primitives.ts";

/** How long it takes until nobody sends a request to an ending pod any more. */
const farewellSeconds = 5;

interface Ending {
  lifecycle: { lifecycle?: object };
  terminationGracePeriodSeconds: number;
}

/**
 * The node knows SIGTERM alone, so another signal is sent from inside, by Node, which our own
 * images are known to have. Throws `target_unsupported` for others.
 */
export function stopOf(
  unit: string,
  { stop, program, port }: Pick<Run, "stop"> & { program: Program; port?: number },
): Ending {
  const { signal, graceSeconds } = stop;
  const wait = port === undefined ? 0 : farewellSeconds;
  const terminationGracePeriodSeconds = Math.ceil(graceSeconds) + wait;
  if (signal === "SIGTERM") {
    const preStop = { sleep: { seconds: wait } };
    return { lifecycle: wait > 0 ? { lifecycle: { preStop } } : {}, terminationGracePeriodSeconds };
  }
  if (!program.built) {
    throw new PlatformError("target_unsupported", `${unit} cannot be ended by ${signal}: its image is ready-made`, {
      hint: "stop: { signal: SIGTERM }, or build the image here (build: ./NAME)",
    });
  }
  const exec = { command: ["node", "-e", farewell(signal, wait)] };
  return { lifecycle: { lifecycle: { preStop: { exec } } }, terminationGracePeriodSeconds };
}

/** The node's own SIGTERM comes when this has ended, which is never: the pod ends first. */
function farewell(signal: string, wait: number): string {
  return `setTimeout(()=>{process.kill(1,"${signal}");setInterval(()=>0,1000)},${wait * 1000})`;
}
