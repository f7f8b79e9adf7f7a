import type { Chat, RoomView } from "./events.js";

/** Without a message it is about the room. */
export interface ReportPage {
  room: Pick<RoomView, "_id" | "title">;
  chat: Chat | undefined;
  /** Where the visitor came from. */
  back: string;
  reason: string;
  error: string | null;
  most: number;
  /** How long a report is kept at most. */
  days: number;
}
