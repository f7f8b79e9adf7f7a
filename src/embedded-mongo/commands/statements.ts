import { BSONError, type Document, Int32 } from "bson";
import { MongoError } from "../errors.js";
import { type Call, ok } from "./command.js";
import { errorReply } from "./reply.js";

const MAX_FULL_ERRORS = 1000;
const briefError = (index: number, { code }: Document) => ({ index: new Int32(index), code, errmsg: "" });

export function assertBatchSize(statements: unknown[]): void {
  if (statements.length === 0 || statements.length > 100_000)
    throw new MongoError("InvalidLength", "Write batch sizes must be between 1 and 100000");
}

export function noteError(errors: Document[], index: number, error: unknown): void {
  if (!(error instanceof MongoError || error instanceof BSONError)) throw error;
  const { ok: _ok, codeName: _codeName, ...details } = errorReply(error);
  // Many long messages would not fit into a reply.
  errors.push(
    errors.length < MAX_FULL_ERRORS ? { index: new Int32(index), ...details } : briefError(index, details),
  );
}

export async function yieldIfDue({ operation }: Call): Promise<void> {
  if (!operation.shouldYield) return;
  await operation.work.committed();
  await operation.yieldIfDue();
}

/** Runs the statements one by one; an ordered command stops at the first error. */
export async function eachStatement<T>(
  call: Call,
  statements: T[],
  run: (statement: T) => Promise<void> | void,
): Promise<Document[]> {
  assertBatchSize(statements);
  const errors: Document[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      await run(statement);
    } catch (error) {
      noteError(errors, index, error);
      if (call.body.ordered !== false) break;
    }
    await yieldIfDue(call);
  }
  return errors;
}

export function summary(fields: Document, errors: Document[]): Document {
  return ok(errors.length > 0 ? { ...fields, writeErrors: errors } : fields);
}
