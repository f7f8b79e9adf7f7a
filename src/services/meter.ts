/** What is counted while the server works. It costs next to nothing, and what becomes of it is nobody's business here. */
export interface Meter {
  /** One write took so many chats. */
  stored(chats: number): void;
  /** So many chats went to listeners, each counted once for each of them. */
  delivered(chats: number): void;
  /** Somebody waited so long for the answer over a socket. */
  answered(event: string, ms: number): void;
  refused(code: string): void;
}
