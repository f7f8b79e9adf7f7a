import type { ChatSocket, SendRequest } from "../socket.js";

export interface SearchedRoom {
  socket: ChatSocket;
  sendRequest: SendRequest;
  getLastSeq: () => number;
  goToChat: (seq: number) => Promise<boolean>;
}
