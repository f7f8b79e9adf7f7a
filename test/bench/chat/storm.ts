import { Client, HungUp } from "./client.js";
import { type Person, ROOM_SEATS } from "./stage.js";

export const STORM = 5000;

/** Everybody comes at once: the time until the last is in. */
export async function storm(
  url: string,
  people: Person[] | undefined,
): Promise<{ ms: number; clients: Client[] }> {
  const started = performance.now();
  const clients = await Promise.all(
    Array.from({ length: STORM }, (_, i) => come(url, stormRoom(i), people?.[i])),
  );
  return { ms: performance.now() - started, clients };
}

/** A server may let go whom it cannot serve in time; such a client comes again, as Socket.IO's own does. */
async function come(url: string, room: string, who: Person | undefined): Promise<Client> {
  for (;;) {
    try {
      return await Client.enter(url, room, who?.cookie);
    } catch (error) {
      if (!(error instanceof HungUp)) throw error;
    }
  }
}

export const stormRoom = (i: number): string => `storm${Math.floor(i / ROOM_SEATS)}`;
