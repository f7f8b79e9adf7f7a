import { createHmac } from "node:crypto";

/** A keyed hash of addresses: records tell whether two were the same, and nobody without the secret tells which. */
export function createAddressHash(secret: string): (address: string) => string {
  const key = createHmac("sha256", secret).update("addresses").digest();
  return (address) => createHmac("sha256", key).update(address).digest("base64url").slice(0, 22);
}
