import { FLAT, type FlatDocument } from "../bson/flat-document.js";
import { KeyWriter } from "../bson/key-writer.js";
import { encodeDouble } from "../bson/number-order.js";
import { Rank } from "../bson/order.js";
import { IndexKey, type IndexKeys, type KeyField } from "./index-keys.js";

const writer = new KeyWriter();

/** The same as `indexKeys` of the decoded document. */
export function flatIndexKeys(
  document: FlatDocument,
  fields: readonly KeyField[],
  sparse: boolean,
): IndexKeys {
  writer.reset();
  let found = false;
  let start = 0;
  for (const { path, rootName, descending } of fields) {
    start = writer.length;
    // A longer path leads through a simple value, or nowhere.
    const field = path.length === 1 ? document.find(rootName) : -1;
    found ||= field >= 0;
    if (field < 0) writer.byte(Rank.Null);
    else writeValue(document.bytes, document.typeOf(field), document.valueOf(field));
    if (descending) writer.invertFrom(start);
  }
  return { keys: sparse && !found ? [] : [new IndexKey(writer.copy(), start)], multikey: [] };
}

function writeValue(bytes: Buffer, type: number, at: number): void {
  switch (type) {
    case FLAT.string:
      writer.byte(Rank.String);
      return writer.utf8(bytes, at + 4, at + 3 + bytes.readInt32LE(at));
    case FLAT.objectId:
      writer.byte(Rank.ObjectId);
      return writer.part(bytes, at, at + 12);
    case FLAT.date:
      writer.byte(Rank.Date);
      return writer.signed64(bytes.readBigInt64LE(at));
    case FLAT.int32:
      writer.byte(Rank.Number);
      return encodeDouble(writer, bytes.readInt32LE(at));
    case FLAT.double:
      writer.byte(Rank.Number);
      return encodeDouble(writer, bytes.readDoubleLE(at));
    case FLAT.boolean:
      writer.byte(Rank.Boolean);
      return writer.byte(bytes[at]);
    default:
      return writer.byte(Rank.Null);
  }
}
