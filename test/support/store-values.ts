import { mongo } from "mongoose";

/** The driver's own classes: what it reads is an instance of these, and not of a second copy of the same names. */
export const {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} = mongo;
