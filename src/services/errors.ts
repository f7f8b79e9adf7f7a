import { mongo } from "mongoose";
import { OverloadError } from "../lib/overload-error.js";

export const statuses = {
  BAD_INPUT: 422,
  BAD_TITLE: 422,
  BAD_MAX: 422,
  BAD_PASSWORD: 422,
  BAD_CHAT: 422,
  BAD_CLIENT_ID: 422,
  BAD_REPLY: 422,
  BAD_EMOJI: 422,
  BAD_ALT: 422,
  BAD_NAME: 422,
  BAD_GIF: 422,
  HEIC_NOT_READ: 422,
  VIDEO_NOT_READ: 422,
  NO_GIF: 422,
  NO_ADDRESS: 422,
  BLOCKED: 422,
  GIF_TOO_BIG: 413,
  TOO_LARGE: 413,
  BAD_RANGE: 416,
  BAD_REQUEST: 400,
  NO_SESSION: 401,
  SITE_PASSWORD_REQUIRED: 403,
  PASSWORD_REQUIRED: 403,
  WRONG_PASSWORD: 403,
  BANNED: 403,
  LOCKED: 403,
  READ_ONLY: 403,
  OPENINGS_CLOSED: 403,
  NOT_HOST: 403,
  PROOF_REQUIRED: 403,
  NOT_ALLOWED: 403,
  CROSS_SITE: 403,
  NOT_FOUND: 404,
  ROOM_NOT_FOUND: 404,
  CHAT_NOT_FOUND: 404,
  MEMBER_NOT_FOUND: 404,
  PACK_NOT_FOUND: 404,
  INVITE_NOT_FOUND: 404,
  HANDOVER_NOT_FOUND: 404,
  HOOK_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  ROOM_FULL: 409,
  KNOCK_PENDING: 409,
  TOO_CROWDED: 409,
  TOO_EARLY: 409,
  TOO_MANY_WATCHERS: 409,
  TOO_MANY_ROOMS: 409,
  TOO_MANY_REPORTS: 409,
  TOO_MANY_HOOKS: 409,
  NAME_TAKEN: 409,
  TOO_MANY_REACTIONS: 409,
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

const UNAVAILABLE_NAMES =
  /^Mongo(?:Network|Pool|Server(?:Selection|Closed)|Topology|NotConnected|WaitQueue|OperationTimeout|StalePrimary|UnexpectedServerResponse|WriteConcern|ClientClosed)/;

/** Errors of a step-down, a shutdown or a missing majority. `updateMany` and `deleteMany` get no error label for them. */
const unavailable = {
  HostUnreachable: 6,
  HostNotFound: 7,
  CursorNotFound: 43,
  MaxTimeMSExpired: 50,
  WriteConcernFailed: 64,
  UnknownReplWriteConcern: 79,
  NetworkTimeout: 89,
  ShutdownInProgress: 91,
  UnsatisfiableWriteConcern: 100,
  FailedToSatisfyReadPreference: 133,
  ReadConcernMajorityNotAvailableYet: 134,
  PrimarySteppedDown: 189,
  ExceededTimeLimit: 262,
  SocketException: 9001,
  LegacyNotPrimary: 10058,
  NotWritablePrimary: 10107,
  InterruptedAtShutdown: 11600,
  Interrupted: 11601,
  InterruptedDueToReplStateChange: 11602,
  NotPrimaryNoSecondaryOk: 13435,
  NotPrimaryOrSecondary: 13436,
};
const UNAVAILABLE_CODES: ReadonlySet<unknown> = new Set(Object.values(unavailable));

/** For a write, it is then unknown whether it was done. */
export function isDatabaseUnavailable(error: unknown): error is Error {
  if (!(error instanceof mongo.MongoError)) return isBrokenConnection(error);
  if (UNAVAILABLE_NAMES.test(error.name) || UNAVAILABLE_CODES.has(error.code)) return true;
  if (error.hasErrorLabel("RetryableWriteError")) return true;
  if (!(error instanceof mongo.MongoBulkWriteError)) return false;
  // A bulk write wraps the cause. It may have both a duplicate key and no majority for what it did before.
  return isDatabaseUnavailable(error.errorResponse) || error.result?.getWriteConcernError() !== undefined;
}

/** The driver does not wrap this error if the connection breaks while it waits to write (mongodb 7.8.0). */
function isBrokenConnection(error: unknown): boolean {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  // An aborted HTTP request has ECONNRESET as well, but no `syscall`.
  return code === "EPIPE" || (code === "ECONNRESET" && syscall !== undefined);
}

/** Undefined for a bug of ours. */
export function toRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  return error instanceof OverloadError || isDatabaseUnavailable(error) ? new Refusal("BUSY") : undefined;
}
