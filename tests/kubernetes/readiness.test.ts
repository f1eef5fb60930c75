/** When what runs all the time on a cluster counts as ready. */
import { expect, test } from "vitest";

import { describeMissing, type Standing } from "../../platform/targets/kubernetes/readiness.ts";

const standing = (replicas: number | undefined, ready: number, generation = 1): Standing => ({
  metadata: { generation },
  spec: { replicas, selector: {}, template: {} } as Standing["spec"],
  status: {
    observedGeneration: 1, replicas: ready, updatedReplicas: ready, availableReplicas: ready,
  },
});

test("one that was stopped is missing all that are to run, though it asks for none yet", () => {
  expect(describeMissing(standing(0, 0), 3)).toBe("0 of 3 are new");
});

test("a new one that begins with one replica is missing the others", () => {
  expect(describeMissing(standing(undefined, 1), 2)).toBe("1 of 2 are new");
});

test("one that its load scaled further is ready when all of these are", () => {
  expect(describeMissing(standing(5, 4), 2)).toBe("4 of 5 are new");
  expect(describeMissing(standing(5, 5), 2)).toBeUndefined();
});

test("one that the cluster has not seen since its last change is not ready", () => {
  expect(describeMissing(standing(3, 3, 2), 3)).toBe("the cluster has not seen it yet");
});
