/** "Did you mean": the nearest of the words that are possible. */
import leven from "leven";

/** The nearest word, when it is near enough to be meant. */
export function suggest(wrong: string, words: Iterable<string>): string | undefined {
  const asked = wrong.toLowerCase();
  const most = Math.max(1, Math.floor(wrong.length / 3));
  let best: string | undefined;
  let least = most + 1;
  for (const word of words) {
    if (Math.abs(word.length - wrong.length) >= least) continue;
    const distance = measure(asked, word.toLowerCase(), least);
    if (distance < least) [best, least] = [word, distance];
  }
  return best;
}

/** Letters in the wrong order are one slip, and not two. */
function measure(asked: string, word: string, most: number): number {
  const distance = leven(asked, word, { maxDistance: most });
  return distance > 1 && sortLetters(asked) === sortLetters(word) ? 1 : distance;
}

function sortLetters(word: string): string {
  return [...word].sort().join("");
}

/** `did you mean "url"?` and, where that helps, what there is. */
export function describeChoice(wrong: string, words: readonly string[], what: string): string {
  const near = suggest(wrong, words);
  const shown = [...words].sort().slice(0, 20);
  const all = `${what}: ${shown.join(", ")}${words.length > shown.length ? ", …" : ""}`;
  return near === undefined ? all : `did you mean "${near}"? ${all}`;
}
