import { mongo } from "mongoose";

const statuses = {
  BAD_INPUT: 422,
  BAD_TITLE: 422,
  BAD_MAX: 422,
  BAD_PASSWORD: 422,
  BAD_CHAT: 422,
  BAD_CLIENT_ID: 422,
  BAD_ALT: 422,
  BAD_NAME: 422,
  BAD_GIF: 422,
  NO_GIF: 422,
  GIF_TOO_BIG: 413,
  TOO_LARGE: 413,
  BAD_REQUEST: 400,
  NO_SESSION: 401,
  PASSWORD_REQUIRED: 403,
  WRONG_PASSWORD: 403,
  BANNED: 403,
  NOT_ALLOWED: 403,
  CROSS_SITE: 403,
  NOT_FOUND: 404,
  ROOM_NOT_FOUND: 404,
  CHAT_NOT_FOUND: 404,
  MEMBER_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  ROOM_FULL: 409,
  TOO_MANY_REQUESTS: 429,
  INTERNAL: 500,
  BUSY: 503,
} as const;

export type Code = keyof typeof statuses;

/** A "no" that the one who asked is told: what was asked changed nothing. Anything else thrown is our own fault. */
export class Refusal extends Error {
  readonly code: Code;
  readonly status: number;
  /** By field of a form: what is wrong with it. */
  readonly fields: Record<string, Code>;

  constructor(code: Code, fields: Record<string, Code> = {}) {
    super(code);
    this.code = code;
    this.status = statuses[code];
    this.fields = fields;
  }
}

/** How the driver calls it, in its several ways. */
const LOST = /^Mongo(?:Network|Pool|ServerSelection|NotConnected|WaitQueue)/;

/** The database cannot be asked at this moment, or did not answer: that passes, and is nobody's fault who asks. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof mongo.MongoError)) return false;
  if (LOST.test(error.name) || error.hasErrorLabel("RetryableWriteError")) return true;
  // What writes several keeps what was wrong inside.
  return error instanceof mongo.MongoBulkWriteError && isAway(error.errorResponse);
}

/** What the one who asked is told; undefined for what is our own fault. */
export function refusalIn(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  return isAway(error) ? new Refusal("BUSY") : undefined;
}
