const CHANNEL = "seats";

/** Updates lobbies of the same visitor in other tabs: a full room stays open to those with a seat in it. */
export function announceSeat(room: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(room);
  channel.close();
}

export function onSeatTaken(handle: (room: string) => void): void {
  new BroadcastChannel(CHANNEL).addEventListener("message", ({ data }) => handle(data));
}
