import type { RoomView } from "./events.js";

export interface RoomForm {
  values: Record<"title" | "max" | "lifetime" | "listed", string>;
  /** `form` is about none of the fields. */
  errors: Partial<Record<"title" | "max" | "password" | "lifetime" | "listed" | "form", string>>;
}

export interface LobbyPage {
  rooms: RoomView[];
  /** Rooms in which this visitor has a seat; a RoomView names only the first members. */
  seated: string[];
  q: string;
  sort: "new" | "lively";
  open: boolean;
  links: Record<"newest" | "lively" | "seats" | "all" | "previous" | "next", string>;
  /** `null` on the first page; empty leads to it. */
  previous: string | null;
  next: string | null;
  totals: { rooms: number; people: number; at?: string };
  form: RoomForm;
}

export interface RoomFormPage {
  form: RoomForm;
}
