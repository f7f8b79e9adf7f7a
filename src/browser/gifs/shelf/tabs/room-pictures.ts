import type { Chat } from "../../../../shared/events.js";

export interface RoomPicture {
  seq: number;
  author: string;
  by: string;
  url: string;
  still: string;
  small?: string;
  isMoving: boolean;
  alt: string;
}

/** Each different picture of the room once, newest first, however often it was sent. */
export class RoomPictures {
  readonly #bySeq = new Map<number, RoomPicture>();

  add(...pictures: RoomPicture[]): void {
    for (const picture of pictures) this.#bySeq.set(picture.seq, picture);
  }

  remove(seq: number): boolean {
    return this.#bySeq.delete(seq);
  }

  get newestFirst(): RoomPicture[] {
    const byUrl = new Map<string, RoomPicture>();
    const sorted = [...this.#bySeq.values()].sort((a, b) => b.seq - a.seq);
    for (const picture of sorted) if (!byUrl.has(picture.url)) byUrl.set(picture.url, picture);
    return [...byUrl.values()];
  }
}

/** `undefined` for text, for what was removed, and for what its sender has covered. */
export function toRoomPicture({ seq, author, name, gif, removedAt }: Chat): RoomPicture | undefined {
  if (!gif || gif.cover || removedAt) return undefined;
  const { url, still, small, frames, alt = "" } = gif;
  return { seq, author, by: name, url, still, ...(small && { small }), isMoving: frames > 1, alt };
}
