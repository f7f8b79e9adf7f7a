import type { Document } from "bson";
import { FlatDocument } from "../../bson/flat-document.js";
import { checkDocumentRules, isReady, withId } from "../../bson/stored-document.js";
import type { IndexKeys } from "../../query/index-keys.js";
import type { CollectionIndex } from "../collection-index.js";
import { Row } from "../rows.js";

export interface IndexEntry {
  readonly index: CollectionIndex;
  readonly keys: IndexKeys;
}

/** A document that may be stored, and its keys. */
export interface NewRow {
  readonly row: { readonly document: Document; readonly raw: Buffer };
  readonly entries: readonly IndexEntry[];
}

const flat = new FlatDocument();

export function newRow(bytes: Buffer, indexes: readonly CollectionIndex[]): NewRow {
  if (flat.read(bytes) && isReady(flat))
    return {
      row: new Row(-1, bytes),
      entries: indexes.map((index) => ({ index, keys: index.keysOfFlat(flat) })),
    };
  const row = withId(bytes);
  checkDocumentRules(row.document, row.raw);
  return { row, entries: entriesOf(row.document, indexes) };
}

export function entriesOf(document: Document, indexes: readonly CollectionIndex[]): IndexEntry[] {
  return indexes.map((index) => ({ index, keys: index.keysOf(document) }));
}

/** `record` is -1 for a new document. */
export function checkUnique(
  entries: readonly IndexEntry[],
  record: number,
  row: { readonly document: Document },
): void {
  for (const { index, keys } of entries) index.checkUnique(keys, record, row);
}
