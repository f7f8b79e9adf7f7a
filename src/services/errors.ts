import { mongo } from "mongoose";
import { OverloadError } from "../lib/overload-error.js";

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
  LOCKED: 403,
  READ_ONLY: 403,
  NOT_HOST: 403,
  PROOF_REQUIRED: 403,
  NOT_ALLOWED: 403,
  CROSS_SITE: 403,
  NOT_FOUND: 404,
  ROOM_NOT_FOUND: 404,
  CHAT_NOT_FOUND: 404,
  MEMBER_NOT_FOUND: 404,
  INVITE_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  ROOM_FULL: 409,
  KNOCK_PENDING: 409,
  TOO_CROWDED: 409,
  TOO_MANY_ROOMS: 409,
  SLOW_MODE: 429,
  TOO_MANY_REQUESTS: 429,
  INTERNAL: 500,
  BUSY: 503,
  STORAGE_FULL: 507,
} as const;

export type Code = keyof typeof statuses;

/** An expected "no" that is shown to the visitor; nothing was changed. Any other error is a bug of ours. */
export class Refusal extends Error {
  readonly code: Code;
  readonly status: number;
  /** By name of the form field. */
  readonly fields: Record<string, Code>;
  readonly extras: Record<string, string | number>;

  constructor(code: Code, fields: Record<string, Code> = {}, extras: Record<string, string | number> = {}) {
    super(code);
    this.code = code;
    this.status = statuses[code];
    this.fields = fields;
    this.extras = extras;
  }
}

/** The driver's names for a lost connection. */
const CONNECTION_LOST = /^Mongo(?:Network|Pool|ServerSelection|NotConnected|WaitQueue)/;

export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof mongo.MongoError)) return false;
  if (CONNECTION_LOST.test(error.name) || error.hasErrorLabel("RetryableWriteError")) return true;
  // A bulk write wraps the cause.
  return error instanceof mongo.MongoBulkWriteError && isDatabaseUnavailable(error.errorResponse);
}

/** Undefined for a bug of ours. */
export function toRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  return error instanceof OverloadError || isDatabaseUnavailable(error) ? new Refusal("BUSY") : undefined;
}
