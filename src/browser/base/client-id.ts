/**
 * `crypto.randomUUID` exists only under https, which a server at home may not have. The time comes first, so that an
 * index appends the id instead of writing a page for each.
 */
export function createClientId(): string {
  const bytes = [...crypto.getRandomValues(new Uint8Array(6))];
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return Date.now().toString(16).padStart(12, "0") + hex;
}
