import type { Member } from "../../shared/events.js";
import { need } from "../base/dom.js";

const { dataset } = need("main.room");

/** What the server wrote on the page about this room and this visitor. */
export const place = {
  room: dataset.room ?? "",
  title: dataset.title ?? "",
  ownerId: dataset.owner ?? "",
  createdAt: dataset.created ?? "",
  lastSeq: Number(dataset.last),
  changed: Number(dataset.changed),
  more: dataset.more === "yes",
  newer: dataset.newer === "yes",
  maxGifBytes: Number(dataset.maxBytes),
  graceMs: Number(dataset.grace),
  me: {
    id: dataset.me ?? "",
    color: dataset.color ?? "",
    name: dataset.name ?? "",
  } satisfies Member as Member,
};

export const isOwner = (): boolean => place.ownerId === place.me.id;

export const viewer = () => ({ id: place.me.id, isOwner: isOwner() });
