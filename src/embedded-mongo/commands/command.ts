import { type Document, Double } from "bson";
import { isDocument } from "../bson/documents.js";
import { isNumeric, toDouble, toInteger } from "../bson/numbers.js";
import { MongoError, notSupported } from "../errors.js";
import type { Catalog } from "../store/catalog.js";
import type { Collection } from "../store/collection.js";
import type { Eraser } from "../store/eraser.js";
import type { GroupCommit } from "../store/group-commit.js";
import type { Operation } from "../store/operation.js";
import type { CursorRegistry } from "./cursors.js";
import type { Reply } from "./reply.js";

export interface Engine {
  readonly catalog: Catalog;
  readonly commits: GroupCommit;
  readonly eraser: Eraser;
  readonly cursors: CursorRegistry;
  readonly closing: AbortSignal;
}

/** One command to run. `body` is typed BSON and untrusted. */
export interface Call {
  readonly engine: Engine;
  readonly database: string;
  readonly body: Document;
  readonly operation: Operation;
  readonly connectionId: number;
}

export interface Command {
  /** The fields it understands, besides those common to all commands. */
  readonly fields: readonly string[];
  /** Fields that MongoDB has and this store lacks: an error if they are set. */
  readonly refused?: readonly string[];
  readonly ignoresUnknownFields?: boolean;
  /** It has no effect, so it can run again after others' writes were rolled back. */
  readonly mayRunAgain?: boolean;
  readonly run: (call: Call) => Reply | Promise<Reply>;
}

export type CommandTable = Readonly<Record<string, Command>>;

/** Fields without effect on a single durable server. */
const common = new Set(
  "$db lsid $clusterTime $readPreference readConcern writeConcern maxTimeMS comment apiVersion apiStrict apiDeprecationErrors".split(
    " ",
  ),
);
const transactional = ["txnNumber", "startTransaction", "autocommit"];

export function checkFields(name: string, command: Command, body: Document): void {
  if (transactional.some((field) => field in body)) {
    const message = "Transaction numbers are only allowed on a replica set member or mongos";
    throw new MongoError("IllegalOperation", message);
  }
  for (const field of Object.keys(body)) {
    if (field === name || common.has(field)) continue;
    if (command.refused?.includes(field)) refuseIfSet(`${name} with ${field}`, body[field]);
    else if (field === "collation") refuseCollation(body.collation);
    else if (!command.ignoresUnknownFields && !command.fields.includes(field))
      throw unknownField(`${name}.${field}`);
  }
  checkFlags(name, body);
  checkConcerns(body);
}

const flags = ["ordered", "new", "remove", "upsert", "multi", "singleBatch", "noCursorTimeout", "nameOnly"];

export function checkFlags(name: string, fields: Document): void {
  for (const flag of flags) {
    if (fields[flag] === undefined || typeof fields[flag] === "boolean") continue;
    throw new MongoError(
      "TypeMismatch",
      `BSON field '${name}.${flag}' is the wrong type, expected type 'bool'`,
    );
  }
}

export function unknownField(path: string): MongoError {
  return new MongoError("UnknownField", `BSON field '${path}' is an unknown field.`);
}

function refuseIfSet(what: string, value: unknown): void {
  const off = value === false || value === null || (isNumeric(value) && toDouble(value) === 0);
  if (!off) throw notSupported(what);
}

export function refuseCollation(collation: unknown): void {
  if (isDocument(collation) && (Object.keys(collation).length === 0 || collation.locale === "simple")) return;
  throw notSupported("a collation other than { locale: 'simple' }");
}

function checkConcerns({ readConcern, writeConcern }: Document): void {
  const level = isDocument(readConcern) ? (readConcern.level ?? "local") : "local";
  if (!["local", "available", "majority"].includes(level)) {
    throw new MongoError("NotAReplicaSet", `readConcern level ${level} needs a replica set`);
  }
  const w = isDocument(writeConcern) ? writeConcern.w : undefined;
  const satisfied = w === undefined || w === "majority" || (isNumeric(w) && toDouble(w) <= 1);
  if (!satisfied) throw new MongoError("BadValue", "cannot use 'w' > 1 when a host is not replicated");
}

export function checkDatabaseName(name: unknown): asserts name is string {
  if (typeof name === "string" && /^[^/\\. "$*<>:|?\0]{1,63}$/.test(name)) return;
  throw new MongoError("InvalidNamespace", `Invalid database name: '${name}'`);
}

export function namespaceOf({ database, body }: Call): string {
  const name = Object.values(body)[0];
  if (typeof name !== "string") throw new MongoError("InvalidNamespace", "collection name has invalid type");
  if (name === "") throw new MongoError("InvalidNamespace", `Invalid namespace specified '${database}.'`);
  return `${database}.${name}`;
}

export function collectionOf(call: Call): Collection | undefined {
  return call.engine.catalog.find(namespaceOf(call));
}

/** Call it inside `UnitOfWork.write`: the first document or index creates the collection. */
export function collectionForWriting({ engine }: Call, namespace: string): Collection {
  return engine.catalog.find(namespace) ?? engine.catalog.create(namespace);
}

export function documentField(body: Document, name: string): Document | undefined {
  const value = body[name];
  if (value === undefined || value === null || isDocument(value)) return value ?? undefined;
  throw new MongoError("TypeMismatch", `BSON field '${name}' is the wrong type, expected type 'object'`);
}

export function arrayField(body: Document, name: string): unknown[] {
  const value = body[name];
  if (value === undefined)
    throw new MongoError("MissingField", `BSON field '${name}' is missing but a required field`);
  if (Array.isArray(value)) return value;
  throw new MongoError("TypeMismatch", `BSON field '${name}' is the wrong type, expected type 'array'`);
}

export function countField(body: Document, name: string): number | undefined {
  if (body[name] === undefined || body[name] === null) return undefined;
  const value = toInteger(body[name], name);
  if (value < 0)
    throw new MongoError("Location51024", `BSON field '${name}' value must be >= 0, actual value '${value}'`);
  return value;
}

export const ok = (fields: Document = {}): Document => ({ ...fields, ok: new Double(1) });
