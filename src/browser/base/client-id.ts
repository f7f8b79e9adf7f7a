/** `crypto.randomUUID` exists only under https, which a server at home may not have. */
export function createClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
