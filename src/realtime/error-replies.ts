import type { ReportError } from "../lib/logging/describe-error.js";
import { randomId } from "../lib/random-id.js";
import {
  type Code,
  isDatabaseUnavailable,
  type MetricsRecorder,
  Refusal,
  refusalText,
  toRefusal,
} from "../services/index.js";
import type { ErrorView } from "../shared/events.js";
import type { Language } from "../shared/i18n/languages.js";

export interface ErrorSink {
  report: ReportError;
  metrics: MetricsRecorder;
}

export function toConnectError(error: unknown, lang: Language, sink: ErrorSink): Error {
  const view = toErrorView(error, lang, sink);
  return Object.assign(new Error(view.code), { data: view });
}

export function toErrorView(error: unknown, lang: Language, { report, metrics }: ErrorSink): ErrorView {
  const { code, extras } = toRefusal(error) ?? new Refusal("INTERNAL");
  const id = code === "INTERNAL" ? randomId() : undefined;
  if (id || isDatabaseUnavailable(error)) report(error, id);
  metrics.refused(code, extras.where);
  return { code, message: messageOf(code, lang, extras), ...extras, ...(id && { id }) };
}

const SAYS_HOW_LONG: ReadonlySet<Code> = new Set(["OPENINGS_CLOSED", "BANNED"]);
const messages = new Map<string, string>();

function messageOf(code: Code, lang: Language, extras: Refusal["extras"]): string {
  if (SAYS_HOW_LONG.has(code)) return refusalText(lang, code, extras);
  const key = `${lang} ${code}`;
  const message = messages.get(key) ?? refusalText(lang, code);
  messages.set(key, message);
  return message;
}
