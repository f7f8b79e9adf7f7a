import type { Member } from "../../shared/events.js";
import type { PageVisitor } from "../../shared/render/chat-props.js";
import { getElement } from "../base/dom.js";

const { dataset } = getElement("main.room");

export const pageData = {
  room: dataset.room ?? "",
  title: dataset.title ?? "",
  ownerId: dataset.owner ?? "",
  /** Then `me` has no id, so that no message counts as one's own. */
  isSpectator: dataset.watching === "yes",
  endsWhenLeft: dataset.lifetime === "left",
  isHost: dataset.host === "yes",
  isModerator: dataset.moderator === "yes",
  createdAt: dataset.created ?? "",
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

export const toPageVisitor = (): PageVisitor => ({ id: pageData.me.id, isOwner: pageData.isModerator });
