import type { Chat } from "../../../../shared/events.js";
import { limits } from "../../../../shared/limits.js";
import { t } from "../../../base/i18n.js";
import { searchByName, toNamed } from "../../../elements/search-by-name.js";
import { isMuted } from "../../../room/people/mutes.js";
import type { ChatSocket, SendRequest } from "../../../room/socket.js";
import { text } from "../texts/load-texts.js";
import { readShownPictures } from "./read-shown-pictures.js";
import { type RoomPicture, RoomPictures, toRoomPicture } from "./room-pictures.js";
import type { ShelfItem, ShelfTab, TabEvents } from "./shelf-tab.js";

/** A room of much text and few pictures is not read as a whole for those. */
const MAX_PAGES = 5;
const ENOUGH_PICTURES = 12;

export interface ShelfRoom {
  socket: ChatSocket;
  sendRequest: SendRequest;
  getLastSeq: () => number;
}

/** Pictures of this room are sent again by their number, without an upload. */
export class RoomTab implements ShelfTab {
  readonly name = "room";
  readonly emptyText = text("roomEmpty");
  readonly #room: ShelfRoom;
  readonly #pictures = new RoomPictures();
  readonly #onChange: () => void;
  #oldestSeq = 0;

  constructor(room: ShelfRoom, { onChange }: TabEvents) {
    this.#room = room;
    this.#onChange = onChange;
    const { pictures, firstSeq, lastSeq } = readShownPictures();
    const isNewest = lastSeq >= room.getLastSeq();
    if (isNewest) this.#pictures.add(...pictures);
    this.#oldestSeq = isNewest ? firstSeq : room.getLastSeq() + 1;
    room.socket.on("chat", this.#onChats);
    room.socket.on("removeChat", this.#onRemoved);
  }

  get hasMore(): boolean {
    return this.#oldestSeq > 1;
  }

  async load(): Promise<void> {
    if (this.hasMore && this.#pictures.newestFirst.length < ENOUGH_PICTURES) await this.loadMore();
  }

  async loadMore(): Promise<boolean> {
    const before = this.#pictures.newestFirst.length;
    const count = () => this.#pictures.newestFirst.length - before;
    for (let page = 0; page < MAX_PAGES && this.hasMore && count() < ENOUGH_PICTURES; page++)
      await this.#loadPage();
    return count() > 0;
  }

  find(query: string): ShelfItem[] {
    const pictures = this.#pictures.newestFirst.filter(({ author }) => !isMuted(author));
    if (!query) return pictures.map(toItem);
    const entries = pictures.map((picture) => toNamed(picture, [picture.alt]));
    return searchByName(entries, query).map(toItem);
  }

  close(): void {
    this.#room.socket.off("chat", this.#onChats);
    this.#room.socket.off("removeChat", this.#onRemoved);
  }

  async #loadPage(): Promise<void> {
    const request = { before: this.#oldestSeq, limit: limits.page.most };
    const answer = await this.#room.sendRequest("history", request);
    if (!answer.ok) throw new Error(answer.error.code);
    const { chats, more } = answer.data;
    this.#oldestSeq = more ? (chats[0]?.seq ?? 0) : 0;
    this.#add(chats);
  }

  #add(chats: Chat[]): void {
    this.#pictures.add(...chats.flatMap((chat) => toRoomPicture(chat) ?? []));
  }

  readonly #onChats = (chats: Chat[]): void => {
    this.#add(chats);
    if (chats.some(({ gif }) => gif)) this.#onChange();
  };

  readonly #onRemoved = ({ seq }: Chat): void => {
    if (this.#pictures.remove(seq)) this.#onChange();
  };
}

function toItem({ seq, by, url, still, small, isMoving, alt }: RoomPicture): ShelfItem {
  return {
    id: url,
    name: alt || t(isMoving ? "chat.gifBy" : "chat.pictureBy", { name: by }),
    still,
    ...(alt && { alt }),
    ...(isMoving && { openMoving: async () => ({ url: small ?? url }) }),
    getFields: async () => ({ again: seq }),
  };
}
