import type { Broadcaster } from "../ports.js";

/** With LOBBY=off only those in a room get its events, at whichever instance it changes. */
export const withoutLobby = (broadcaster: Broadcaster): Broadcaster => ({
  ...broadcaster,
  roomOpened: () => {},
  roomUnlisted: () => {},
  roomChanged: ({ inside }) => broadcaster.roomChanged({ inside, outside: undefined }),
  roomRemoved: (room) => broadcaster.roomRemoved(room, { listed: false }),
});
