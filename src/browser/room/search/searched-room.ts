import type { ChatSocket, SendRequest } from "../socket.js";

/** What the search needs of the room's page. */
export interface SearchedRoom {
  socket: ChatSocket;
  sendRequest: SendRequest;
  getLastSeq: () => number;
  goToChat: (seq: number) => Promise<boolean>;
}
