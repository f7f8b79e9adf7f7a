export interface FramedLobbyPage {
  /** The path of the room that the visitor comes from. */
  room: string | null;
}

export interface GatePage {
  here: string;
  error: string | null;
}

/** For who is not signed in. */
export interface OperatorPage {
  error: string | null;
  /** The page that signing in leads to. */
  here: string;
  /** An act was refused: nobody is signed in any more. */
  isSignedOut: boolean;
  /** An announcement that was typed before. */
  draft: string;
}

export interface PrivacyPage {
  facts: {
    sessionDays: number;
    /** Other sites may show rooms in frames. */
    framed: boolean;
    closedSeconds: number;
    lostSeconds: number;
    store: "embedded" | "database";
    pictures: "disk" | "gridfs";
    redis: boolean;
    limits: boolean;
    tor: boolean;
    /** How long a report is kept. `null`: nobody can report. */
    reportDays: number | null;
    log: "full" | "short" | "off";
  };
}
