/**
 * Shows a deployment while it goes on, on stderr: drawn over itself on a terminal, line by line
 * elsewhere.
 */

import type { Declaration } from "../../platform/targets/target.ts";
import { type Output, paint } from "./output.ts";
import { createProgressModel, type Direction, type Progress, type ProgressModel, type Step } from "./progress-model.ts";
import { renderChanges, renderFrame } from "./progress-view.ts";

export interface ProgressDisplay {
  apply(step: Step): void;
  list(): readonly Progress[];
  /** Leaves the last frame standing. */
  stop(success: boolean): void;
}

const frameMilliseconds = 100;

export function startProgress(
  declarations: readonly Declaration[], output: Output, direction: Direction,
): ProgressDisplay {
  const model = createProgressModel(declarations, direction);
  const live = output.stderr.isTTY && process.env.TERM !== "dumb" && process.env.CI === undefined;
  return live ? startLive(model, output, direction) : startPlain(model, output, direction);
}

function startPlain(model: ProgressModel, output: Output, direction: Direction): ProgressDisplay {
  return {
    apply: (step) => {
      const now = performance.now();
      const before = model.list(now);
      model.apply(step, now);
      renderChanges(before, model.list(now), direction).forEach(output.note);
    },
    list: () => model.list(performance.now()),
    stop: () => {},
  };
}

function startLive(model: ProgressModel, output: Output, direction: Direction): ProgressDisplay {
  const { stderr } = output;
  let drawn = 0;
  const draw = (above = "") => {
    const lines = renderFrame(model.list(performance.now()), {
      direction,
      columns: stderr.columns || 80,
      rows: Math.max(3, (stderr.rows || 24) - 2),
      paint: (format, text) => paint(stderr, format, text),
    });
    // In one piece, so that nothing flickers.
    stderr.write(eraseLines(drawn) + above + lines.map((line) => `${line}\n`).join(""));
    drawn = lines.length;
  };
  output.redirect((text) => draw(`${text}\n`));
  const timer = setInterval(draw, frameMilliseconds);
  return {
    apply: (step) => model.apply(step, performance.now()),
    list: () => model.list(performance.now()),
    stop: (success) => {
      clearInterval(timer);
      if (success) model.finish();
      draw();
      output.redirect();
    },
  };
}

/** Moves up that many lines and clears what is below. */
function eraseLines(count: number): string {
  return count === 0 ? "" : `\u001b[${count}A\r\u001b[J`;
}
