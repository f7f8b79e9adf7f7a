import type { Broadcaster } from "../ports.js";

/** While the lobby is off or hidden only those in a room get its events, at whichever instance it changes. */
export const withoutLobby = (broadcaster: Broadcaster, isHidden: () => boolean): Broadcaster => ({
  ...broadcaster,
  roomOpened: (room) => {
    if (!isHidden()) broadcaster.roomOpened(room);
  },
  roomUnlisted: (room) => {
    if (!isHidden()) broadcaster.roomUnlisted(room);
  },
  roomChanged: ({ inside, outside }) =>
    broadcaster.roomChanged({ inside, outside: isHidden() ? undefined : outside }),
  roomRemoved: (room, { listed }) => broadcaster.roomRemoved(room, { listed: listed && !isHidden() }),
});
