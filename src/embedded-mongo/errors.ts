import type { Document } from "bson";

/** MongoDB's error codes, as far as this store uses them. */
export const codes = {
  BadValue: 2,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  ProtocolError: 17,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  InvalidLength: 21,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  InvalidPath: 30,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  NotSingleValueField: 54,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  InvalidIdField: 53,
  InvalidIndexSpecificationOption: 197,
  GroupWithoutId: 15955,
  LimitNotPositive: 15958,
  CountWithoutName: 40156,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  CannotIndexParallelArrays: 171,
  NotImplemented: 238,
  ConflictingOperationInProgress: 117,
  NotAReplicaSet: 123,
  QueryPlanKilled: 175,
  Location51024: 51024,
  QueryExceededMemoryLimit: 292,
  DataCorruptionDetected: 361,
  FailedToParse: 9,
  EmptyFieldName: 56,
  InternalError: 1,
  DuplicateKey: 11000,
  InterruptedAtShutdown: 11600,
  CursorInUse: 12051,
  BSONObjectTooLarge: 10334,
  OutOfDiskSpace: 14031,
  ExclusionInInclusion: 31254,
  InclusionInExclusion: 31253,
  PathCollision: 31250,
  PathCollisionBelow: 31249,
  NotExactlyOneField: 40323,
  MatchNotADocument: 15959,
  UnrecognizedStage: 40324,
  UnknownField: 40415,
  MissingField: 40414,
  OnlyOnReplicaSets: 40573,
} as const;

export type CodeName = keyof typeof codes;

export class MongoError extends Error {
  readonly code: number;
  constructor(
    readonly codeName: CodeName,
    message: string,
    /** More fields of the reply, like keyPattern and keyValue of a duplicate key. */
    readonly details: Document = {},
  ) {
    super(message);
    this.code = codes[codeName];
  }
}

/** For features of MongoDB that this store lacks: they are never ignored silently. */
export function notSupported(what: string): MongoError {
  return new MongoError("NotImplemented", `${what} is not supported by this store`);
}

export function badValue(message: string): MongoError {
  return new MongoError("BadValue", message);
}
