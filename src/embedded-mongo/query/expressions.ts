import { createRequire } from "node:module";
import type { Document } from "bson";
import type * as Mingo from "mingo/aggregator";
import type * as Core from "mingo/core";
import type * as LazyModule from "mingo/lazy";
import { compareValues } from "../bson/order.js";
import { type CodeName, MongoError } from "../errors.js";
import { compileFilter, type Evaluate } from "./match.js";
import { toPlain } from "./plain.js";
import { documentComparer, parseSort } from "./sort.js";

/** The values of a command's `let`: expressions without a document. */
export function variablesOf(definitions: Document = {}): Document {
  const evaluate = evaluator({});
  return Object.fromEntries(Object.entries(definitions).map(([name, value]) => [name, evaluate(value)({})]));
}

export function evaluator(variables: Document): Evaluate {
  return (source) => {
    const { evalExpr } = mingo();
    const plain = toPlain(source);
    const options = { ...settings(), variables } as Parameters<typeof evalExpr>[2];
    refuseUnknown(() => evalExpr({}, plain, options));
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
    const aggregator = new (mingo().Aggregator)(plain, {
      ...settings(),
      idKey: "_id",
      processingMode: 0,
      useStrictMode: true,
      failOnError: true,
      variables,
      collectionResolver: (name) => others.get(name) ?? [],
    });
    return aggregator.run(documents) as Document[];
  });
}

/** An operator or variable that does not exist is refused even if there is no document to try it on. */
function refuseUnknown(attempt: () => unknown): void {
  try {
    attempt();
  } catch (error) {
    const known = explanation(error);
    if (known.codeName !== "BadValue") throw known;
  }
}

function explained<T>(calculate: () => T): T {
  try {
    return calculate();
  } catch (error) {
    throw explanation(error);
  }
}

const words: [RegExp, CodeName][] = [
  [/^accumulator '\$\w+' is not registered/, "InvalidPipelineOperator"],
  [/^Use of undefined variable/, "UndefinedVariable"],
];

/** mingo says what is wrong with an expression by plain errors. */
function explanation(error: unknown): MongoError {
  if (error instanceof MongoError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new MongoError(words.find(([pattern]) => pattern.test(message))?.[1] ?? "BadValue", message);
}

export function isAccumulator(name: string): boolean {
  return mingo().isAccumulator(name);
}

/** Scripts are never run: `$function` and its like would be code from a document. */
const settings = () => ({ context: mingo().context, scriptEnabled: false });

const require = createRequire(import.meta.url);

function load() {
  // Not the one of "mingo" itself, which prefers its own operators to those it is given.
  const { Aggregator } = require("mingo/aggregator") as typeof Mingo;
  const { Context, evalExpr } = require("mingo/core") as typeof Core;
  const { Lazy } = require("mingo/lazy") as typeof LazyModule;
  const accumulator: Record<string, never> = require("mingo/operators/accumulator");
  const context = Context.init({
    accumulator,
    expression: Object.assign({}, require("mingo/operators/expression"), comparisons(evalExpr)),
    projection: require("mingo/operators/projection"),
    pipeline: {
      ...require("mingo/operators/pipeline"),
      // Filters and sorts inside a pipeline are those of the rest of the store.
      $match: (documents: LazyModule.Iterator, filter: Document, { variables, local }: Scope) =>
        documents.filter(compileFilter(filter, evaluator({ ...variables, ...local?.variables }))),
      $sort: (documents: LazyModule.Iterator, sort: Document) => {
        const compare = documentComparer(parseSort(sort));
        return documents.transform((all: unknown[]) => Lazy((all as Document[]).sort(compare)));
      },
    },
  });
  return { Aggregator, evalExpr, context, isAccumulator: (name: string) => name in accumulator };
}

/** What an operator of a pipeline may see: the variables of the command, and those of a `let` around it. */
interface Scope {
  variables?: Document;
  local?: { variables?: Document };
}

type Operator = (
  document: unknown,
  operands: unknown,
  options: Parameters<typeof Core.evalExpr>[2],
) => unknown;

/** Values compare in MongoDB's order everywhere; a field that is not there is less than null. */
function comparisons(evaluate: typeof Core.evalExpr): Record<string, Operator> {
  const by = (result: (order: number) => unknown): Operator => {
    return (document, operands, options) => {
      const [a, b] = evaluate(document, operands, options) as unknown[];
      return result(compareValues(a, b));
    };
  };
  return {
    $cmp: by((order) => order),
    $eq: by((order) => order === 0),
    $ne: by((order) => order !== 0),
    $gt: by((order) => order > 0),
    $gte: by((order) => order >= 0),
    $lt: by((order) => order < 0),
    $lte: by((order) => order <= 0),
  };
}

let loaded: ReturnType<typeof load> | undefined;

/** Loaded when it is first needed: its 300 files would be most of the store's start. */
function mingo(): ReturnType<typeof load> {
  loaded ??= load();
  return loaded;
}
