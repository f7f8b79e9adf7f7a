/**
 * Templates of the room's page that are cached, and all that each of them reads, besides what is the same on every page
 * of this server. They may read neither the time nor who looks at the page, which would be another one for everybody.
 */
export const cachedParts: Readonly<Record<string, readonly string[]>> = {
  "partials/head-styles.njk": ["framed"],
  "partials/head-scripts.njk": ["script", "theme"],
  "partials/head-card.njk": ["origin"],
  "partials/room-head.njk": [
    ...["room._id", "room.title", "room.max", "room.secret", "room.locked", "room.listed", "room.expiresAt"],
    ...["faces.shown", "members.length", "knocks.length", "left.text", "isHost", "watching", "framed"],
  ],
  "partials/menu-items.njk": [
    ...["room._id", "left.canExtend", "isOwner", "isHost", "isModerator", "watching", "framed"],
  ],
  "partials/menu-end.njk": ["room._id", "isOwner", "isOutside", "watching", "here"],
  "partials/share.njk": ["room._id", "origin", "rule", "members.length", "watching"],
  "partials/composer-top.njk": [
    ...[
      "room._id",
      "room.slow",
      "room.expiresAt",
      "left.text",
      "left.isEnding",
      "left.canExtend",
      "next.url",
    ],
    ...["draft.chat", "draft.error", "isSilent", "isHost", "isModerator", "mayOpenRooms", "reloads", "newer"],
    "watching",
  ],
  "partials/composer-bar.njk": [
    "room._id",
    "draft.chat",
    "draft.error",
    "answered.seq",
    "isSilent",
    "refusedGif",
  ],
  "partials/watch-bar.njk": [
    ...["room._id", "room.expiresAt", "left.text", "left.isEnding", "left.canExtend", "next.url", "isHost"],
    ...["mayOpenRooms", "newer", "watching"],
  ],
  "partials/member.njk": ["member", "me.id", "roles", "roomId", "watching", "isMuted"],
};
