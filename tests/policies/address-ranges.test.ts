/** How much of the internet a list of ranges may cover: no more than one operator has. */
import { expect, test } from "vitest";

import { coverInternet } from "../../policies/address-ranges.ts";

test.each([
  [["0.0.0.0/0"]], [["0.0.0.0/1", "128.0.0.0/1"]], [["8.0.0.0/7"]], [["8.0.0.0/255.0.0.0", "9.0.0.0/8"]],
  [["::/0"]], [["2000::/3"]], [["2000::/15"]], [["2000::/16", "2001::/16"]], [["2000::/4", "3000::/4"]],
])("%j is more", (ranges) => expect(coverInternet(ranges)).toBe(true));

test.each([
  [[]], [["8.0.0.0/8"]], [["10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12", "8.0.0.0/9"]],
  [["2000::/16"]], [["fc00::/7"]], [["no range"]],
])("%j is not", (ranges) => expect(coverInternet(ranges)).toBe(false));
