export interface Gif {
  url: string;
  still: string;
  /** Made after sending, where it saves enough: the same frames as WebP of at most 480 px. */
  small?: string;
  type: "image/gif" | "image/webp";
  width: number;
  height: number;
  frames: number;
  bytes: number;
  alt?: string;
  cover?: boolean;
}

export type Quote =
  | { seq: number; name: string; user: string; chat?: string; gif?: Gif }
  | { seq: number; removed: true };

export interface Reaction {
  emoji: string;
  count: number;
  /** The first ones only; `count` counts all. */
  members: string[];
}

export interface ChatInput {
  chat: string;
  clientId?: string;
  replyTo?: number;
}

export interface Chat {
  room: string;
  seq: number;
  clientId?: string;
  author: string;
  user: string;
  name: string;
  /** Said by a hook. */
  bot?: true;
  chat?: string;
  gif?: Gif;
  replyTo?: Quote;
  reactions?: Reaction[];
  /** Members whose `@name` stands in the text. */
  mentions?: string[];
  createdAt: string;
  editedAt?: string;
  removedAt?: string;
  change?: number;
}

/** `reactions` are all that the chat has now. `change` is numbered with the edits. */
export interface Reacted {
  seq: number;
  reactions: Reaction[];
  change: number;
}

export interface Found extends ChatPage {
  /** The lowest seq that was looked at. With `more`, ask again with it as `before`. */
  searchedTo: number;
}

export interface ChatPage {
  chats: Chat[];
  more: boolean;
}
