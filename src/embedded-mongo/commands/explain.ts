import { type Document, Int32 } from "bson";
import { isDocument } from "../bson/documents.js";
import { badValue, notSupported } from "../errors.js";
import { planSearch, select } from "../store/select.js";
import { arrayField, type Call, type CommandTable, namespaceOf, ok } from "./command.js";
import { parsePipeline } from "./pipeline.js";
import { selectionOf } from "./read.js";

export const explainCommands: CommandTable = {
  explain: { fields: ["explain", "verbosity"], mayRunAgain: true, run: explain },
};

/** Runs a find, count, distinct or aggregate and reports its plan and how much it has read. */
async function explain(call: Call): Promise<Document> {
  const inner = call.body.explain;
  if (!isDocument(inner)) throw badValue("explain needs a command");
  const [name] = Object.keys(inner);
  if (!["find", "count", "distinct", "aggregate"].includes(name)) throw notSupported(`explain of ${name}`);
  const namespace = namespaceOf({ ...call, body: inner });
  const collection = call.engine.catalog.find(namespace);
  const selection =
    name === "aggregate"
      ? parsePipeline(arrayField(inner, "pipeline"), inner.hint).selection
      : selectionOf(inner);
  if (!collection) return ok({ queryPlanner: { namespace, winningPlan: { stage: "EOF" } } });
  const search = planSearch(collection, selection);
  const { plan } = search;
  const scans = plan.scans.map(({ index, ranges, backwards }) => ({
    stage: "IXSCAN",
    indexName: index.name,
    keyPattern: index.spec.key,
    isMultiKey: plan.mayRepeat,
    direction: backwards ? "backward" : "forward",
    ranges: new Int32(ranges.length),
  }));
  const [first = { stage: "COLLSCAN" }, ...more] = scans;
  const source = more.length > 0 ? { stage: "OR", inputStages: scans } : first;
  const winningPlan = plan.sorted ? source : { stage: "SORT", inputStage: source };
  let nReturned = 0;
  for await (const rows of select(collection, search, call.operation)) nReturned += rows.length;
  const examined = new Int32(call.operation.documentsExamined);
  return ok({
    queryPlanner: { namespace, winningPlan },
    executionStats: {
      nReturned: new Int32(nReturned),
      totalDocsExamined: examined,
      totalKeysExamined: plan.scans.length > 0 ? examined : new Int32(0),
    },
  });
}
