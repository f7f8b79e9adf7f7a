import { Binary, Decimal128, type Document, Double, Int32, Long } from "bson";
import { Aggregator } from "mingo";
import { Context, evalExpr } from "mingo/core";
import { Lazy, type Iterator as LazyDocuments } from "mingo/lazy";
import * as accumulator from "mingo/operators/accumulator";
import * as expression from "mingo/operators/expression";
import * as pipeline from "mingo/operators/pipeline";
import * as projection from "mingo/operators/projection";
import { MongoError, notSupported } from "../errors.js";
import { compileFilter, type Evaluate } from "./match.js";
import { isDocument, setField } from "./paths.js";
import { documentComparer, parseSort } from "./sort.js";

/**
 * Expressions and the stages of a pipeline are mingo's, which calculates with JavaScript's numbers. So whatever gets
 * there is turned into them first, and a number that they cannot hold exactly is refused instead of rounded.
 * Filters and sorts inside a pipeline are those of the rest of the store.
 */
const context = Context.init({
  accumulator,
  expression,
  projection,
  pipeline: {
    ...pipeline,
    $match: (documents: LazyDocuments, filter: Document) => documents.filter(compileFilter(filter, evaluator({}))),
    $sort: (documents: LazyDocuments, sort: Document) => {
      const compare = documentComparer(parseSort(sort));
      return documents.transform((all: unknown[]) => Lazy((all as Document[]).sort(compare)));
    },
  } as never,
});

/** Scripts are never run: `$function` and its like would be code from a document. */
const settings = { context, scriptEnabled: false };

export function toPlain(value: unknown): unknown {
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long && value._bsontype === "Long") {
    const number = value.toNumber();
    if (!Number.isSafeInteger(number)) throw notSupported("calculating with whole numbers beyond 2^53");
    return number;
  }
  if (value instanceof Decimal128) throw notSupported("calculating with Decimal128");
  if (value instanceof Binary && value.sub_type === 0) return value.buffer.slice(0, value.position);
  if (!isDocument(value)) return value;
  const plain: Document = {};
  for (const [name, child] of Object.entries(value)) setField(plain, name, toPlain(child));
  return plain;
}

export function evaluator(variables: Document): Evaluate {
  const options = { ...settings, variables: toPlain(variables) as Document } as Parameters<typeof evalExpr>[2];
  return (source) => {
    const plain = toPlain(source);
    return (document) => explained(() => evalExpr(toPlain(document), plain, options));
  };
}

export interface PipelineRun {
  stages: Document[];
  variables: Document;
  /** The documents of the other collections that the stages name. */
  others: ReadonlyMap<string, Document[]>;
}

export function runPipeline(documents: Document[], { stages, variables, others }: PipelineRun): Document[] {
  const plain = stages.map((stage) => toPlain(stage) as Document);
  return explained(() => {
    const aggregator = new Aggregator(plain, {
      ...settings,
      idKey: "_id",
      variables: toPlain(variables) as Document,
      collectionResolver: (name) => others.get(name) ?? [],
    });
    return aggregator.run(documents) as Document[];
  });
}

/** mingo says what is wrong with an expression by plain errors. */
function explained<T>(calculate: () => T): T {
  try {
    return calculate();
  } catch (error) {
    if (error instanceof MongoError) throw error;
    throw new MongoError("BadValue", error instanceof Error ? error.message : String(error));
  }
}
