import type { Member } from "../../../shared/events.js";

type Named = Pick<Member, "id" | "name">;

const MAX_NAMES = 1000;
const known = new Map<string, Named>();

/** Also those of who has left or changed the name: older messages mention them by it. */
export const getKnownNames = (): Iterable<Named> => known.values();

export function rememberName({ id, name }: Named): void {
  known.set(`${id} ${name}`, { id, name });
  if (known.size > MAX_NAMES) known.delete(known.keys().next().value ?? "");
}
