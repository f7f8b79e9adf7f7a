export const rules = {
  guess: { points: 10, duration: 600 },
  /** The same by everybody, since addresses are cheap. */
  guessAnywhere: { points: 200, duration: 600 },
  request: { points: 3000, duration: 10 },
  openRoom: { points: 600, duration: 60 },
  openRoomFreely: { points: 20, duration: 3600 },
  /** Checking a picture costs the most of all requests. */
  upload: { points: 60, duration: 60 },
  /** Making a puzzle costs as much as one try at solving it. */
  puzzle: { points: 120, duration: 60 },
  /** Waiting costs a robot nothing, so only so many may wait. */
  wait: { points: 30, duration: 300 },
  connect: { points: 300, duration: 10 },
  event: { points: 300, duration: 10 },
  chat: { points: 60, duration: 10 },
  search: { points: 30, duration: 10 },
  /** Each reads the whole room, and is announced to everybody in it. */
  transcript: { points: 5, duration: 60 },
  /** A new name is written into every room that the visitor sits in or opened. */
  nickname: { points: 20, duration: 10 },
  handOver: { points: 10, duration: 60 },
  /** A new password costs as much as checking one. */
  settings: { points: 30, duration: 10 },
  knock: { points: 10, duration: 600 },
  report: { points: 10, duration: 600 },
  reportFrom: { points: 30, duration: 600 },
  /** A client that goes on after being refused is disconnected. */
  flood: { points: 1000, duration: 10 },
} as const;

export type Rule = keyof typeof rules;

export const addressRules = [
  "request",
  "openRoom",
  "openRoomFreely",
  "upload",
  "connect",
  "puzzle",
  "wait",
  "reportFrom",
] as const;

export type AddressRule = (typeof addressRules)[number];
