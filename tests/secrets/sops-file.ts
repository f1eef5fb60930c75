/** A file of SOPS, as the program would have written it. */
import { createCipheriv, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { armor, Encrypter } from "age-encryption";
import { stringify } from "yaml";

/** As sops writes it: a data key for each recipient, each value sealed with the way to it. */
export async function writeSops(
  root: string, value: string, ...recipients: string[]
): Promise<void> {
  const dataKey = randomBytes(32);
  const iv = randomBytes(32);
  const cipher = createCipheriv("aes-256-gcm", dataKey, iv);
  cipher.setAAD(Buffer.from("database:password:"));
  const data = Buffer.concat([cipher.update(value), cipher.final()]).toString("base64");
  const tag = cipher.getAuthTag().toString("base64");
  const password = `ENC[AES256_GCM,data:${data},iv:${iv.toString("base64")},tag:${tag},type:str]`;
  const age = await Promise.all(recipients.map(async (recipient) => {
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    return { recipient, enc: armor.encode(await encrypter.encrypt(dataKey)) };
  }));
  mkdirSync(join(root, "secrets"), { recursive: true });
  const content = { database: { password, moved: password, plain: "bare" }, sops: { age } };
  writeFileSync(join(root, "secrets/prod.yaml"), stringify(content, { lineWidth: 0 }));
}
