export interface Check {
  readonly ok: boolean;
  /** In plain English, if it is not well: what is wrong, and what to do. */
  readonly why?: string;
  readonly todo?: string;
  readonly [figure: string]: unknown;
}

export interface Problem {
  readonly why: string;
  readonly todo: string;
}

type Figures = Record<string, number | string | boolean | undefined | object>;

export const toCheck = (figures: Figures, problem: Problem | undefined | false): Check =>
  problem ? { ok: false, ...problem, ...figures } : { ok: true, ...figures };

export const percent = (part: number, whole: number): number => Math.round((part / whole) * 100);
