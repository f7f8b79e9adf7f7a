export interface News {
  rooms: number;
  people: number;
  at: string;
  /** The operator hides the list for now. */
  hidden?: true;
}

/** Of the operator, to everybody. Without a text it was taken back. */
export interface Announcement {
  text: string;
  at: string;
  until: string;
}

/** By the operator, for a time. */
export interface KickBan {
  where: "here" | "everywhere";
  until: string;
}

export interface Kick extends Partial<KickBan> {
  reason: string;
}
