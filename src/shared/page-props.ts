import type { Chat, Invite, Knock, KnockState, Member, NewInvite, RoomView } from "./events.js";
import type { HooksPage } from "./host-shapes.js";
import type { Language } from "./i18n/languages.js";
import type { LobbyPage, RoomFormPage } from "./lobby-props.js";
import type { OperatorPages } from "./operator-props.js";
import type { HostsPage, RoomPageView } from "./protocol/answers.js";
import type { Draft } from "./render/chat-props.js";
import type { ReportPage } from "./report-props.js";
import type { SearchPage } from "./search/found-props.js";
import type { FramedLobbyPage, GatePage, OperatorPage, PrivacyPage } from "./site-props.js";

export type { HostsPage, RoomPageView };

export interface PageContext {
  lang: Language;
  me: Member;
  /** `undefined` follows the system. */
  theme: "light" | "dark" | undefined;
  flash: Flash[];
  /** Messages of success, such as "Saved". */
  done: string[];
  /** The name as it was typed, and why it was refused. */
  refusedName?: { value: string; error: string } | undefined;
  refusedGif?: string | undefined;
  here: string;
  /** `https://host`, for the absolute URL of the social card; without it there is no card. */
  origin?: string;
}

export interface Flash {
  text: string;
  /** The id of a full room that can be watched. */
  watch: string | undefined;
}

export interface EnterPage {
  room: Pick<RoomView, "_id" | "title" | "people" | "max" | "secret" | "locked" | "listed">;
  knock: KnockState;
  knockForm: { message: string; error: string | null };
  needsProof: boolean;
  error: string | null;
}

export interface InvitePage {
  room: Pick<RoomView, "_id" | "title" | "people" | "max" | "secret" | "locked">;
  by?: Member;
  token: string;
  nonce: string | undefined;
}

export interface InvitesPage {
  room: Pick<RoomView, "_id" | "title">;
  invites: Invite[];
  made?: NewInvite;
  form: {
    values: Record<"uses" | "expires", string>;
    errors: Partial<Record<"uses" | "expires", string>>;
  };
  error: string | null;
}

export interface KnocksPage {
  room: Pick<RoomView, "_id" | "title">;
  knocks: Knock[];
  error: string | null;
}

export interface HandOverPage {
  link: { url: string; seconds: number } | null;
  isUsed: boolean;
  path: string;
  room: string | undefined;
}

type RoomNames = Pick<RoomView, "_id" | "title">[];

export interface HandOverHerePage {
  token: string;
  nonce: string;
  visitor: Member;
  replaced: { visitor: Member; rooms: RoomNames } | null;
  isSame: boolean;
}

export interface HandOverDonePage {
  rooms: RoomNames;
}

export interface RoomPage extends RoomPageView {
  /** Without scripts: the page reloads itself, and so has no field in which text could be lost. */
  reloads: boolean;
  draft: Draft;
  answered?: Chat | undefined;
  edit?: (Draft & { seq: number }) | undefined;
  me?: Member;
  /** The visitor's name, if they are shown by their colour because somebody else sat here under it. */
  takenName?: string | null;
}

export interface SettingsForm {
  values: Record<"title" | "max" | "slow" | "listed" | "locked" | "readOnly" | "crowd" | "proof", string>;
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

export interface WatchOverPage {
  room: Pick<RoomView, "_id" | "title" | "locked">;
}

export interface ErrorPage {
  status: number;
  code: string;
  message: string;
  /** Of the request, by which the operator finds the error in the log. */
  id?: string | undefined;
}

export interface ProofPage {
  action: string;
  purpose: string;
  wait: { token: string; seconds: number; isNew: boolean } | undefined;
  fields: [name: string, value: string][];
  room?: EnterPage["room"];
}

/** By template: `lobby` is views/lobby.njk. */
export interface PageProps extends OperatorPages {
  lobby: LobbyPage;
  "room-form": RoomFormPage;
  enter: EnterPage;
  invite: InvitePage;
  hosts: HostsPage;
  invites: InvitesPage;
  hooks: HooksPage;
  knocks: KnocksPage;
  "hand-over": HandOverPage;
  "hand-over-here": HandOverHerePage;
  "hand-over-done": HandOverDonePage;
  room: RoomPage;
  search: SearchPage;
  settings: SettingsPage;
  "watch-over": WatchOverPage;
  proof: ProofPage;
  report: ReportPage;
  share: object;
  "framed-lobby": FramedLobbyPage;
  gate: GatePage;
  operator: OperatorPage;
  privacy: PrivacyPage;
  error: ErrorPage;
}
