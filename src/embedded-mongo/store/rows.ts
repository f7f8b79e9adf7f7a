import type { StatementSyncInstance } from "@photostructure/sqlite";
import type { Document } from "bson";
import { decode } from "../bson/codec.js";

/** Rows as arrays are several times faster to read than rows as objects. */
export function rowsOf(statement: StatementSyncInstance): StatementSyncInstance {
  statement.setReturnArrays(true);
  return statement;
}

/** Several rows in one statement take a third of the time. */
export const ROWS = 16;

/** A sum, since SQLite compiles a statement anew at each run if its limit is a bare parameter: 15 µs. */
export const LIMIT = "LIMIT ? + 0";

export const severalRows = (row: string): string => Array(ROWS).fill(row).join(", ");

export class Row {
  #document: Document | undefined;

  constructor(
    readonly record: number,
    readonly raw: Buffer,
  ) {}

  get document(): Document {
    this.#document ??= decode(this.raw);
    return this.#document;
  }
}
