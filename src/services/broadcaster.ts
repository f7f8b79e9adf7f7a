import type {
  Announcement,
  Chat,
  ChatEvents,
  KickBan,
  Member,
  News,
  Reacted,
  RoomView,
  Whisper,
} from "../shared/events.js";

/** Tells connected clients. Delivery is best effort: clients resync from the database. */
export interface Broadcaster {
  roomOpened(room: RoomView): void;
  /** `outside` is missing where lobbies have nothing new to show. */
  roomChanged(room: { inside: RoomView; outside: RoomView | undefined }): void;
  roomUnlisted(room: string): void;
  roomRemoved(room: string, options: { listed: boolean }): void;
  chats(room: string, chats: Chat[]): void;
  chatChanged(room: string, change: ChatChange): void;
  joined(room: string, member: Member, people: number): void;
  exited(room: string, member: Member, people: number): void;
  renamed(room: string, member: Member): void;
  event(room: string, event: RoomEvent): void;
  whispered(room: string, whisper: Whisper): void;
  /** In lobbies, to the visitor alone. */
  knockAnswered(visitor: string, room: string, admitted: boolean): void;
  /** The visitor lost the seat: says why, then closes their connections into the room. */
  expelled(room: string, visitor: string, reason: ExpelReason, ban?: KickBan): void;
  /** To all lobbies at once. */
  news(news: News): void;
  announced(announcement: Announcement): void;
  /** Closes the visitor's lobbies. */
  bannedFromSite(visitor: string, ban?: KickBan): void;
  disconnectAll(): void;
}

type Tell = (a: unknown, b: unknown, c: unknown, d: unknown) => void;

/** Tells the clients of both. Without rest arguments, since chats come this way. */
export function tellBoth(first: Broadcaster, second: Partial<Broadcaster>): Broadcaster {
  const both = { ...first } as unknown as Record<string, Tell>;
  for (const [name, tellSecond] of Object.entries(second) as unknown as [string, Tell][]) {
    const tellFirst = both[name]!;
    both[name] = (a, b, c, d) => {
      tellFirst(a, b, c, d);
      tellSecond(a, b, c, d);
    };
  }
  return both as unknown as Broadcaster;
}

export type ChatChange =
  | { name: "editChat" | "removeChat"; payload: Chat }
  | { name: "react"; payload: Reacted };

export type RoomEvent = {
  [Name in keyof ChatEvents]: {
    name: Name;
    payload: Parameters<ChatEvents[Name]>[0];
    except?: string;
    only?: string[];
    /** May be lost while a client reads slowly. */
    volatile?: boolean;
  };
}[keyof ChatEvents];

export type ExpelReason = "left" | "kicked" | "banned";
