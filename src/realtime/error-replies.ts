import { type Meter, refusalIn } from "../services/index.js";
import type { Answer, ErrorView } from "../shared/events.js";
import { errorKey, translator } from "../shared/i18n/index.js";
import type { Language } from "../shared/page-props.js";

/** Who hears of what went wrong. */
export interface Watch {
  report: (error: unknown) => void;
  meter: Meter;
}

function errorView(code: string, lang: Language): ErrorView {
  return { code, message: translator(lang)(errorKey(code)) };
}

/** What a refused connection is told. */
export function connectError(error: unknown, lang: Language, watch: Watch): Error {
  const code = codeOf(error, watch);
  return Object.assign(new Error(code), { data: errorView(code, lang) });
}

/** What a refused request is told. */
export const refusalView = (error: unknown, lang: Language, watch: Watch): ErrorView =>
  errorView(codeOf(error, watch), lang);

type Ack = (answer: Answer<unknown>) => void;
const nobodyAsks: Ack = () => {};

/** The acknowledgement is whatever comes last, if it is a function. */
export function ackOf(packet: unknown[]): Ack {
  const last = packet.at(-1);
  return typeof last === "function" ? (last as Ack) : nobodyAsks;
}

function codeOf(error: unknown, { report, meter }: Watch): string {
  const code = refusalIn(error)?.code ?? "INTERNAL";
  if (code === "INTERNAL") report(error);
  meter.refused(code);
  return code;
}
