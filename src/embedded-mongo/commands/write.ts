import { type Document, Int32 } from "bson";
import { asBuffer, encode } from "../bson/codec.js";
import { isDocument } from "../bson/documents.js";
import { toInteger } from "../bson/numbers.js";
import { badValue, MongoError, notSupported } from "../errors.js";
import { compileUpdate, type UpdateRequest } from "../update/compile-update.js";
import {
  arrayField,
  type Call,
  type CommandTable,
  checkFlags,
  collectionForWriting,
  documentField,
  namespaceOf,
  refuseCollation,
  unknownField,
} from "./command.js";
import { assertBatchSize, eachStatement, noteError, summary, yieldIfDue } from "./statements.js";
import { type WriteTask, writeMatches } from "./write-matches.js";

const bulkFields = ["ordered", "bypassDocumentValidation"];

export const writeCommands: CommandTable = {
  insert: { fields: ["documents", ...bulkFields], run: insert },
  update: { fields: ["updates", ...bulkFields], refused: ["let"], run: update },
  delete: { fields: ["deletes", ...bulkFields], refused: ["let"], run: remove },
};

const INSERTED_AT_ONCE = 64;

/** Several documents in one step, since each step and each statement has its price. */
async function insert(call: Call): Promise<Document> {
  const namespace = namespaceOf(call);
  const documents = arrayField(call.body, "documents");
  assertBatchSize(documents);
  const errors: Document[] = [];
  let n = 0;
  for (let at = 0; at < documents.length; ) {
    const { inserted, refusal } = insertSome(call, namespace, documents.slice(at, at + INSERTED_AT_ONCE));
    n += inserted;
    at += inserted;
    if (refusal) {
      noteError(errors, at++, refusal);
      if (call.body.ordered !== false) break;
    }
    await yieldIfDue(call);
  }
  return summary({ n: new Int32(n) }, errors);
}

function insertSome(call: Call, namespace: string, documents: unknown[]) {
  const wrong = documents.findIndex((document) => !(document instanceof Uint8Array));
  if (wrong === 0)
    return { inserted: 0, refusal: new MongoError("TypeMismatch", "a document to insert must be an object") };
  const raw = (wrong < 0 ? documents : documents.slice(0, wrong)).map((document) =>
    asBuffer(document as Buffer),
  );
  return call.operation.work.write(() => collectionForWriting(call, namespace).insertUntilRefused(raw));
}

function checkStatement(statement: unknown, command: string, known: string[]): Document {
  if (!isDocument(statement))
    throw new MongoError("TypeMismatch", `a statement of ${command} must be an object`);
  for (const field of Object.keys(statement)) {
    if (field === "collation") refuseCollation(statement.collation);
    else if (field === "c") throw notSupported("a constant for an update by a pipeline");
    else if (!known.includes(field)) throw unknownField(`${command}.${field}`);
  }
  checkFlags(command, statement);
  return statement;
}

async function update(call: Call): Promise<Document> {
  const known = ["q", "u", "multi", "upsert", "arrayFilters", "hint", "sampleId"];
  const statements = arrayField(call.body, "updates").map((each) =>
    checkStatement(each, "update.updates", known),
  );
  const done = { n: 0, nModified: 0, upserted: [] as Document[] };
  let index = 0;
  const errors = await eachStatement(call, statements, async (statement) => {
    const result = await updateOne(call, statement, index++);
    done.n += result.n;
    done.nModified += result.nModified;
    if (result.upserted) done.upserted.push(result.upserted);
  });
  const fields = { n: new Int32(done.n), nModified: new Int32(done.nModified) };
  return summary(done.upserted.length > 0 ? { ...fields, upserted: done.upserted } : fields, errors);
}

interface Updated {
  n: number;
  nModified: number;
  upserted?: Document;
}

async function updateOne(call: Call, statement: Document, index: number): Promise<Updated> {
  const { upsert = false, hint } = statement;
  const multi = statement.multi === true;
  const request = updateRequest({ ...statement, query: statement.q, update: statement.u }, multi);
  const change = compileUpdate(request);
  const result: Updated = { n: 0, nModified: 0 };
  const insert = () => {
    const made = change.createDocument();
    collectionForWriting(call, namespaceOf(call)).insert(encode(made));
    Object.assign(result, { n: 1, upserted: { index: new Int32(index), _id: made._id } });
  };
  await writeMatches(call, {
    selection: { filter: request.filter, hint },
    multi,
    write: (row, collection) => {
      if (collection.replace(row.record, row, change.applyTo(row))) result.nModified++;
      result.n++;
    },
    onNoMatch: upsert === true ? insert : undefined,
  });
  return result;
}

export function updateRequest(statement: Document, multi: boolean): UpdateRequest {
  const filters = statement.arrayFilters ?? [];
  if (!Array.isArray(filters) || !filters.every(isDocument))
    throw badValue("arrayFilters must be an array of objects");
  return {
    filter: documentField(statement, "query") ?? {},
    update: statement.update,
    arrayFilters: filters,
    multi,
  };
}

async function remove(call: Call): Promise<Document> {
  const known = ["q", "limit", "hint"];
  const statements = arrayField(call.body, "deletes").map((each) =>
    checkStatement(each, "delete.deletes", known),
  );
  let n = 0;
  if (statements.some(({ limit }) => ![0, 1].includes(toInteger(limit, "limit")))) {
    throw new MongoError("FailedToParse", "The limit field in delete objects must be 0 or 1.");
  }
  const errors = await eachStatement(call, statements, async ({ q, limit, hint }) => {
    const most = toInteger(limit, "limit");
    const filter = documentField({ q }, "q") ?? {};
    const write: WriteTask["write"] = (row, collection) => {
      collection.remove(row.record, row.document);
      n++;
    };
    await writeMatches(call, {
      selection: { filter, hint },
      multi: most === 0,
      write,
    });
  });
  return summary({ n: new Int32(n) }, errors);
}
