import type { Chat, Member, NewInvite, RoomView } from "./events.js";
import type { Language } from "./i18n/languages.js";

export interface PageContext {
  lang: Language;
  me: Member;
  /** `undefined` follows the system. */
  theme: "light" | "dark" | undefined;
  flash: string[];
  /** Messages of success, such as "Saved". */
  done: string[];
  here: string;
  /** `https://host`, for the absolute URL of the social card; without it there is no card. */
  origin?: string;
}

export interface RoomForm {
  values: Record<"title" | "max" | "lifetime" | "listed", string>;
  errors: Partial<Record<"title" | "max" | "password", string>>;
}

export interface LobbyPage {
  rooms: RoomView[];
  /** Rooms in which this visitor has a seat; a RoomView names only the first members. */
  seated: string[];
  q: string;
  next: string | null;
  totals: { rooms: number; people: number };
  form: RoomForm;
}

export interface RoomFormPage {
  form: RoomForm;
}

export interface EnterPage {
  room: Pick<RoomView, "_id" | "title" | "people" | "max" | "locked">;
  knock: { isPending: boolean; isDeclined: boolean; hasHost: boolean };
  error: string | null;
}

export interface InvitePage {
  room: Pick<RoomView, "_id" | "title" | "people" | "max">;
  token: string;
}

export interface InvitedPage {
  invite: NewInvite;
  room: string;
}

export interface RoomPage {
  room: RoomView;
  members: Member[];
  chats: Chat[];
  more: boolean;
  /** Without scripts: newer chats exist than these. */
  newer: boolean;
  lastSeq: number;
  changed: number;
  isOwner: boolean;
  isHost: boolean;
  isModerator: boolean;
  /** Without scripts: the page reloads itself, and so has no field in which text could be lost. */
  watching: boolean;
  draft: { chat: string; error: string | null };
  me?: Member;
  /** The visitor's name, if they are shown by their colour because somebody else sat here under it. */
  takenName?: string | null;
}

export interface SettingsForm {
  values: Record<"title" | "max" | "slow" | "listed" | "locked" | "readOnly" | "crowd", string>;
  /** The settings that the page showed at first, as a query. */
  was: string;
  /** By field; `form` is about none of them. */
  errors: Partial<Record<string, string>>;
}

export interface SettingsPage {
  room: RoomView;
  /** Otherwise an acting host, who changes less. */
  isHost: boolean;
  form: SettingsForm;
}

export interface ErrorPage {
  status: number;
  code: string;
  message: string;
}

export interface ProofPage {
  action: string;
  purpose: string;
  wait: { token: string; seconds: number; isNew: boolean } | undefined;
  fields: [name: string, value: string][];
}

/** By template: `lobby` is views/lobby.njk. */
export interface PageProps {
  lobby: LobbyPage;
  "room-form": RoomFormPage;
  enter: EnterPage;
  invite: InvitePage;
  invited: InvitedPage;
  room: RoomPage;
  settings: SettingsPage;
  proof: ProofPage;
  error: ErrorPage;
}
