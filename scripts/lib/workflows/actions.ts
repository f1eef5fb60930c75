/**
 * The actions that workflows use, each by the commit that its tag was seen to name. What is not
 * here is not used.
 */

interface Pinned {
  uses: string;
  version: string;
}

const pins = {
  checkout: pin("actions/checkout", "3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"),
  node: pin("actions/setup-node", "820762786026740c76f36085b0efc47a31fe5020", "v7.0.0"),
  go: pin("actions/setup-go", "b7ad1dad31e06c5925ef5d2fc7ad053ef454303e", "v7.0.0"),
  upload: pin("actions/upload-artifact", "bbbca2ddaa5d8feaa63e36b76fdaad77386f024f", "v7.0.0"),
  download: pin("actions/download-artifact", "3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", "v8.0.1"),
  netlify: pin("nwtgck/actions-netlify", "5da65c9f74c7961c5501a3ba329b8d0912f39c03", "v2.0"),
  // its repository could not be read: the tag is all that is known
  heroku: { uses: "akhileshns/heroku-deploy@v3.12.14", version: "" },
} as const satisfies Record<string, Pinned>;

export const actions = pins;

/** By what a step uses, the version that it stands for. */
export const versions: ReadonlyMap<string, string> = new Map(
  Object.values(pins).map(({ uses, version }) => [uses, version]),
);

function pin(name: string, commit: string, version: string): Pinned {
  return { uses: `${name}@${commit}`, version };
}
