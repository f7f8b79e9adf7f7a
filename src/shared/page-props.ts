import type { Chat, Member, RoomView } from "./events.js";

/** What every template gets, and what each one gets besides. */
export type Language = "en" | "ko";

export interface PageContext {
  lang: Language;
  me: Member;
  /** The one that was chosen; without it the system's. */
  theme: "light" | "dark" | undefined;
  /** Already in the visitor's language. */
  flash: string[];
  /** Path and query of this page, for the language switch to come back to. */
  here: string;
  /** `https://host` of this server, for the social card, which must be absolute. Left out: no card. */
  origin?: string;
}

/*
 * The plain forms the templates post, and their fields:
 *   /language  lang, here            /nickname  name, here
 *   /room  title, max, password      /room/:id/enter  password
 *   /room/:id/chat  chat             /room/:id/gif  gif, alt, cover ("on")
 *   /room/:id/chat/:seq/edit  chat   /room/:id/chat/:seq/delete
 *   /room/:id/rename  title          /room/:id/kick  member, ban ("on")
 *   /room/:id/leave                  /room/:id/delete
 */

export interface RoomForm {
  values: { title: string; max: string };
  errors: Partial<Record<"title" | "max" | "password", string>>;
}

/** views/lobby.njk */
export interface LobbyPage {
  rooms: RoomView[];
  /** The rooms in which this visitor has a seat; a RoomView names only the first of those inside. */
  seated: string[];
  q: string;
  /** Value of `?before=` for the next page, if there is one. */
  next: string | null;
  totals: { rooms: number; people: number };
  form: RoomForm;
}

/** views/room-form.njk */
export interface RoomFormPage {
  form: RoomForm;
}

/** views/enter.njk: the password form of a secret room */
export interface EnterPage {
  room: Pick<RoomView, "_id" | "title" | "people" | "max">;
  error: string | null;
}

/** views/room.njk */
export interface RoomPage {
  room: RoomView;
  members: Member[];
  chats: Chat[];
  more: boolean;
  /** Whether newer chats than these exist: a page of older ones, for visitors without JavaScript. */
  newer: boolean;
  lastSeq: number;
  /** The number of the last edit or removal that the page shows. */
  changed: number;
  isOwner: boolean;
  /** Without JavaScript: the page asks for itself again and again, and has no field whose text that would wipe. */
  watching: boolean;
  /** What was typed and refused, for visitors without JavaScript. */
  draft: { chat: string; error: string | null };
}

/** views/error.njk: 404 and everything else */
export interface ErrorPage {
  status: number;
  code: string;
  message: string;
}

/** By template: `lobby` is views/lobby.njk. */
export interface PageProps {
  lobby: LobbyPage;
  "room-form": RoomFormPage;
  enter: EnterPage;
  room: RoomPage;
  error: ErrorPage;
}
