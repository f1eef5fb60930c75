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
  const seal = (key: string, plain: string): string => {
    const iv = randomBytes(32);
    const cipher = createCipheriv("aes-256-gcm", dataKey, iv);
    cipher.setAAD(Buffer.from(`database:${key}:`));
    const data = Buffer.concat([cipher.update(plain), cipher.final()]).toString("base64");
    const tag = cipher.getAuthTag().toString("base64");
    return `ENC[AES256_GCM,data:${data},iv:${iv.toString("base64")},tag:${tag},type:str]`;
  };
  const password = seal("password", value);
  const age = await Promise.all(recipients.map(async (recipient) => {
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    return { recipient, enc: armor.encode(await encrypter.encrypt(dataKey)) };
  }));
  mkdirSync(join(root, "secrets"), { recursive: true });
  const second = seal("second", `${value}, second`);
  const database = { password, second, moved: password, plain: "bare" };
  const content = { database, sops: { age } };
  writeFileSync(join(root, "secrets/prod.yaml"), stringify(content, { lineWidth: 0 }));
}
