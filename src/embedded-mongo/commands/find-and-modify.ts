import { type Document, Int32 } from "bson";
import { encode } from "../bson/codec.js";
import { MongoError } from "../errors.js";
import { positionIn } from "../query/positional.js";
import { compileProjection } from "../query/projection.js";
import type { Row } from "../store/rows.js";
import { compileUpdate } from "../update/compile-update.js";
import {
  type Call,
  type CommandTable,
  collectionForWriting,
  documentField,
  namespaceOf,
  ok,
} from "./command.js";
import { updateRequest } from "./write.js";
import { type WriteTask, writeMatches } from "./write-matches.js";

const fields = "query sort remove update new fields upsert arrayFilters hint bypassDocumentValidation".split(
  " ",
);

const command = { fields, refused: ["let"], run: findAndModify };

export const findAndModifyCommands: CommandTable = {
  findAndModify: command,
  findandmodify: command,
};

interface Outcome {
  value: Document | null;
  lastErrorObject: Document;
}

async function findAndModify(call: Call): Promise<Document> {
  const { body } = call;
  const request = updateRequest(body, false);
  const { filter } = request;
  checkCombination(body);
  const project = compileProjection(documentField(body, "fields") ?? {}, (document, array) =>
    positionIn(filter, document, array),
  );
  const selection = { filter, sort: documentField(body, "sort"), hint: body.hint };
  const outcome: Outcome = { value: null, lastErrorObject: { n: new Int32(0), updatedExisting: false } };
  const change = body.remove === true ? removal(outcome) : modification(call, request, outcome);
  await writeMatches(call, { selection, multi: false, ...change });
  const { value, lastErrorObject } = outcome;
  if (body.remove === true) delete lastErrorObject.updatedExisting;
  return ok({ lastErrorObject, value: value && project ? project(value) : value });
}

function checkCombination({ remove, update, upsert, new: after }: Document): void {
  if (remove !== true && update === undefined) {
    throw new MongoError("FailedToParse", "Either an update or remove=true must be specified");
  }
  if (remove === true && (update !== undefined || upsert === true || after === true)) {
    throw new MongoError("FailedToParse", "Cannot specify an update, upsert or new along with remove=true");
  }
}

function removal(outcome: Outcome): Pick<WriteTask, "write"> {
  return {
    write: (row: Row, collection) => {
      collection.remove(row.record, row.document);
      Object.assign(outcome, { value: row.document, lastErrorObject: { n: new Int32(1) } });
    },
  };
}

function modification(
  call: Call,
  request: Parameters<typeof compileUpdate>[0],
  outcome: Outcome,
): Pick<WriteTask, "write" | "onNoMatch"> {
  const change = compileUpdate(request);
  const { new: wantsNew, upsert } = call.body;
  return {
    write: (row, collection) => {
      const after = change.applyTo(row);
      collection.replace(row.record, row, after);
      outcome.value = wantsNew === true ? after : row.document;
      outcome.lastErrorObject = { n: new Int32(1), updatedExisting: true };
    },
    onNoMatch:
      upsert === true
        ? () => {
            const made = change.createDocument();
            collectionForWriting(call, namespaceOf(call)).insert(encode(made));
            outcome.value = wantsNew === true ? made : null;
            outcome.lastErrorObject = { n: new Int32(1), updatedExisting: false, upserted: made._id };
          }
        : undefined,
  };
}
