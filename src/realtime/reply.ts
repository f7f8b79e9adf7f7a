import { type Meter, refusalIn } from "../services/index.js";
import type { Answer, ErrorView } from "../shared/events.js";
import { errorKey, translator } from "../shared/i18n/index.js";
import type { Language } from "../shared/pages.js";

/** Who hears of what went wrong. */
export interface Watch {
  report: (error: unknown) => void;
  meter: Meter;
}

export function errorView(code: string, lang: Language): ErrorView {
  return { code, message: translator(lang)(errorKey(code)) };
}

/** What a refused connection is told. */
export function connectError(error: unknown, lang: Language, watch: Watch): Error {
  const code = codeOf(error, watch);
  return Object.assign(new Error(code), { data: errorView(code, lang) });
}

/**
 * Makes a handler that cannot throw: an error in one would end the process. The acknowledgement is whatever comes
 * last, if it is a function; the input is whatever comes first, if it is not.
 */
export function replying<T>(
  event: string,
  lang: Language,
  watch: Watch,
  work: (input: unknown) => Promise<T>,
) {
  return async (...args: unknown[]): Promise<void> => {
    const ack = ackOf(args);
    const asked = performance.now();
    try {
      const [input] = args;
      const data = await work(typeof input === "function" ? undefined : input);
      ack({ ok: true, data });
    } catch (error) {
      ack({ ok: false, error: errorView(codeOf(error, watch), lang) });
    }
    watch.meter.answered(event, performance.now() - asked);
  };
}

export function ackOf(args: unknown[]): (answer: Answer<unknown>) => void {
  const last = args.at(-1);
  return typeof last === "function" ? (answer) => last(answer) : () => {};
}

function codeOf(error: unknown, { report, meter }: Watch): string {
  const code = refusalIn(error)?.code ?? "INTERNAL";
  if (code === "INTERNAL") report(error);
  meter.refused(code);
  return code;
}
