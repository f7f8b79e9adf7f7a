import type { Visitor } from "./visitor.js";

export const OPERATOR_TOKEN = "the operator's token, long enough for anybody";

/** Somebody who has signed in as the operator. */
export async function operatorAt(server: { visitor(): Promise<Visitor> }): Promise<Visitor> {
  const operator = await server.visitor();
  const { status } = await operator.json("POST", "/operator/enter", { token: OPERATOR_TOKEN });
  if (status !== 200) throw new Error(`The operator was not let in: ${status}`);
  return operator;
}
