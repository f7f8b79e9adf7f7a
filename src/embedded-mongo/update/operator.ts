export interface OperatorContext {
  readonly now: Date;
}

/** Computes a field's new value from the old one (or `missing`). `missing` as the result changes nothing. */
export type Operator = (old: unknown, operand: unknown, context: OperatorContext, path: string) => unknown;
