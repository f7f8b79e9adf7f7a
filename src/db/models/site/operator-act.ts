import { type Connection, type Model, Schema } from "mongoose";

/** An act of the operator. It holds ids only, no titles, names or texts, because it outlives what it is about. */
export interface OperatorActRecord {
  /** 1, 2, 3 … without gaps. */
  _id: number;
  at: Date;
  act: string;
  target: string;
  /** Which key made the chain: another one after OPERATOR_TOKEN has changed. */
  key: string;
  /** A keyed hash of this entry and of the chain before it. */
  chain: string;
}

const schema = new Schema<OperatorActRecord>(
  {
    _id: { type: Number, required: true },
    at: { type: Date, required: true },
    act: { type: String, required: true },
    target: String,
    key: { type: String, required: true },
    chain: { type: String, required: true },
  },
  { versionKey: false, strict: "throw", strictQuery: "throw" },
);
schema.index({ act: 1, target: 1 });

export type OperatorActModel = Model<OperatorActRecord>;

export const createOperatorActModel = (connection: Connection): OperatorActModel =>
  connection.model<OperatorActRecord>("OperatorAct", schema.clone());
