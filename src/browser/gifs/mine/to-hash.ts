/** `crypto.subtle` exists only under https, which a server at home may not have. */
export async function toHash(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = crypto.subtle
    ? new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
    : (await import("@noble/hashes/sha2.js")).sha256(bytes);
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Tells whether a picture was seen there, and does not say where. */
export async function toPlace(url: string): Promise<string> {
  const hash = await toHash(new TextEncoder().encode(url));
  return hash.slice(0, 16);
}
