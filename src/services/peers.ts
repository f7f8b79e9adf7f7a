import type { Chat, Whisper } from "../shared/events.js";

/** What other instances are told at once: mostly where to look. It may be late or lost; what is true is in the database. */
export type Hint =
  | { about: "changed" | "ended"; room: string }
  | { about: "chats"; room: string; chats: Chat[] }
  | { about: "changes"; room: string; last: number }
  | { about: "typing"; room: string; member: string }
  | { about: "whisper"; room: string; whisper: Whisper }
  /** A visitor has come by a page, or by a socket: who comes by sockets needs no lease for the page. */
  | { about: "page" | "socket"; room: string; visitor: string };

/** The other instances. */
export interface Peers {
  /** There are none, so what is known in memory is all there is. */
  readonly alone: boolean;
  tell(hint: Hint): void;
}

export const nobody: Peers = { alone: true, tell: () => {} };
