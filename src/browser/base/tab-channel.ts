/** From a room to the lobbies that the same visitor has open: a full room is not closed to who sits in it. */
const CHANNEL = "seats";

export function tellLobbies(room: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(room);
  channel.close();
}

export function hearOfSeats(sit: (room: string) => void): void {
  new BroadcastChannel(CHANNEL).addEventListener("message", ({ data }) => sit(data));
}
