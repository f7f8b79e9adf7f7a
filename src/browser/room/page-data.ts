import type { Member, NextRoom } from "../../shared/events.js";
import type { PageVisitor } from "../../shared/render/chat-props.js";
import type { Roles } from "../../shared/render/roles.js";
import { getElement } from "../base/dom.js";
import { getKnownNames } from "./mentions/known-names.js";

const { dataset } = getElement("main.room");

export const pageData = {
  room: dataset.room ?? "",
  title: dataset.title ?? "",
  /** Seconds between two messages of a visitor; 0 for no limit. */
  slow: Number(dataset.slow),
  readOnly: dataset.readOnly === "yes",
  ownerName: dataset.ownerName ?? "",
  /** Then `me` has no id, so that no message counts as one's own. */
  isSpectator: dataset.watching === "yes",
  endsWhenLeft: dataset.lifetime === "left",
  ownerId: dataset.owner ?? "",
  roles: {
    opener: dataset.owner ?? "",
    hosts: dataset.hosts?.split(" ") ?? [],
    acting: dataset.acting || undefined,
  } satisfies Roles as Roles,
  isHost: dataset.host === "yes",
  isModerator: dataset.moderator === "yes",
  createdAt: dataset.created ?? "",
  expiresAt: dataset.expires || null,
  next: toNextRoom(dataset.next),
  lastSeq: Number(dataset.last),
  lastChange: Number(dataset.changed),
  hasOlder: dataset.more === "yes",
  hasNewer: dataset.newer === "yes",
  maxGifBytes: Number(dataset.maxBytes),
  graceMs: Number(dataset.grace),
  me: {
    id: dataset.me ?? "",
    color: dataset.color ?? "",
    name: dataset.name ?? "",
  } satisfies Member as Member,
};

export const toPageVisitor = (): PageVisitor => ({
  id: pageData.me.id,
  isOwner: pageData.isModerator,
  roles: pageData.roles,
  members: getKnownNames(),
});

function toNextRoom(room: string | undefined): NextRoom | undefined {
  return room ? { room, url: `/room/${room}` } : undefined;
}
