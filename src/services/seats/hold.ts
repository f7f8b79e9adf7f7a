/** Stored in the room's record too: a seat is given up by naming the hold, so a newer hold keeps the seat. */
export interface HoldToken {
  readonly instance: string;
  readonly token: string;
}

export interface Hold extends HoldToken {
  readonly visitor: string;
  isSeated: boolean;
  sockets: number;
  /** A socket used this hold, so the visitor's browser runs scripts. */
  hasScripts: boolean;
  expiresAt: number;
  /** A page without scripts is being read. */
  isLeased: boolean;
  /** A page that was shown keeps the seat until then, even if its socket closes. */
  shownUntil: number;
  /** The end of a long grace: as it should be recorded, and as it is. */
  absentUntil?: Date | undefined;
  recordedAbsence?: Date | undefined;
  recording?: Promise<void> | undefined;
  timer?: NodeJS.Timeout | undefined;
}
