/** Whether a request is for a path that a proxy does not serve, however the path is spelt. */

/** A program may decode once more than we do, fold dots or slashes, or not mind the case. */
const mostDecodings = 3;

export function isInternal(url: string, internal: readonly string[]): boolean {
  if (internal.length === 0) return false;
  const wanted = internal.map((path) => fold(path));
  let path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "").split(/[?#]/, 1)[0] ?? "";
  for (let round = 0; round <= mostDecodings; round++) {
    const asked = fold(path);
    if (wanted.some((one) => one === "/" || asked === one || asked.startsWith(`${one}/`))) return true;
    const decoded = decode(path);
    if (decoded === path) return false;
    path = decoded;
  }
  return false;
}

/** What is no escape stays as it is. */
function decode(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** `/A//./x/../B;v=1/` becomes `/a/b`. */
function fold(path: string): string {
  const steps: string[] = [];
  for (const part of path.replaceAll("\\", "/").split(/[?#]/, 1)[0]!.split("/")) {
    const step = part.split(";", 1)[0]!.toLowerCase();
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return `/${steps.join("/")}`;
}
