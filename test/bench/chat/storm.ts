import { Client, HungUp } from "./client.js";
import { cookieOf } from "./first-visit.js";
import { type Person, ROOM_SEATS } from "./stage.js";

export const STORM = 5000;
export const ARRIVAL_ROOMS = 100;
/** Clients on their way at the same time. Of more than 4,096, the system drops some, which come again after seconds. */
const MOST_WAITING = 4000;

export interface Storm {
  ms: number;
  clients: Client[];
}

/** Everybody comes back: the time until the last is in. */
export const storm = (url: string, people: Person[] | undefined): Promise<Storm> =>
  allAtOnce((i) => Client.enter(url, stormRoom(i), people?.[i]?.cookie));

/** Everybody comes for the first time. */
export const arrivals = (url: string, { haveCookies }: { haveCookies: boolean }): Promise<Storm> =>
  allAtOnce(async (i) => {
    const room = arrivalRoom(i % ARRIVAL_ROOMS);
    const cookie = haveCookies ? await orAgain(() => cookieOf(url, `/room/${room}`)) : undefined;
    return Client.enter(url, room, cookie);
  });

async function allAtOnce(come: (i: number) => Promise<Client>): Promise<Storm> {
  const started = performance.now();
  const clients: Client[] = [];
  let next = 0;
  const keepComing = async () => {
    while (next < STORM) {
      const i = next++;
      clients.push(await orAgain(() => come(i)));
    }
  };
  await Promise.all(Array.from({ length: MOST_WAITING }, keepComing));
  return { ms: performance.now() - started, clients };
}

/** A server may let go whom it cannot serve in time; such a client comes again, as Socket.IO's own does. */
async function orAgain<T>(come: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await come();
    } catch (error) {
      if (!(error instanceof HungUp)) throw error;
    }
  }
}

export const stormRoom = (i: number): string => `storm${Math.floor(i / ROOM_SEATS)}`;
export const arrivalRoom = (i: number): string => `arrival${i}`;
