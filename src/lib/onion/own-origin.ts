import type { Socket } from "node:net";
import { isOnion } from "./onion-address.js";

export interface Origins {
  readonly publicOrigin: string | undefined;
  readonly onion: { readonly origin: string } | undefined;
}

/** The only origin that is accepted where a request came in; undefined for any that matches its host. */
export const ownOrigin = (
  { socket }: { socket: Socket },
  { publicOrigin, onion }: Origins,
): string | undefined => (isOnion(socket.remoteAddress) ? onion?.origin : publicOrigin);
