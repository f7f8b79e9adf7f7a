import type { ReportRecord } from "../../db/models/site/report.js";
import { WHOLE_ROOM } from "../../db/models/site/report.js";
import type { ReportKey } from "./report-key.js";
import type { LaterCopy, Report, ReportContext, ReportCopy, ReportReason } from "./report-shapes.js";

type Place = Pick<ReportRecord, "_id" | "kind">;

export const sealCopy = (key: ReportKey, report: Place, copy: ReportCopy): string =>
  key.seal(JSON.stringify(copy), aboutCopy(report)).toString("base64url");

export const sealReason = (key: ReportKey, report: Place, reason: ReportReason): string =>
  key.seal(JSON.stringify(reason), aboutReason(report)).toString("base64url");

export const sealLater = (key: ReportKey, report: Place, copy: LaterCopy): string =>
  key.seal(JSON.stringify(copy), aboutLater(report)).toString("base64url");

/** Undefined if it is damaged. */
export function openReport(key: ReportKey, record: ReportRecord): Report | undefined {
  const copy = openJson<ReportCopy>(key, record.sealed, aboutCopy(record));
  if (!copy) return undefined;
  const { _id: id, kind, room, seq, at, latestAt, count } = record;
  const openAll = <T>(sealed: string[], about: string) =>
    [...new Set(sealed)].map((one) => openJson<T>(key, one, about)).filter((one) => one !== undefined);
  const copies = openAll<LaterCopy>([...record.copies, ...record.lastCopies], aboutLater(record));
  return {
    ...{ id, kind, room, at: at.toISOString(), latestAt: latestAt.toISOString(), count },
    ...(seq !== WHOLE_ROOM && { seq }),
    ...copy,
    reasons: openAll<ReportReason>([...record.reasons, ...record.lastReasons], aboutReason(record)),
    ...(copies.length && { copies }),
  };
}

/** A title, a message or a changed text that no copy has yet. */
export function toLater(report: Report | undefined, { title, context }: ReportCopy): LaterCopy | undefined {
  const known = report && [report, ...(report.copies ?? [])];
  const texts = new Set(known?.flatMap((copy) => copy.context.map(toText)));
  const isNew =
    known?.every((copy) => copy.title !== title) || context.some((one) => !texts.has(toText(one)));
  return known && isNew ? { at: new Date().toISOString(), title, context } : undefined;
}

/** `text`: of the message by now. Undefined if there is nothing to say. */
export function toReason(
  key: ReportKey,
  record: ReportRecord,
  { reason, text }: { reason: string; text: string | undefined },
): ReportReason | undefined {
  const first = openJson<ReportCopy>(key, record.sealed, aboutCopy(record))?.text;
  const isEdited = text !== undefined && first !== undefined && text !== first;
  if (!reason && !isEdited) return undefined;
  return { at: new Date().toISOString(), text: reason, ...(isEdited && { editedText: text }) };
}

/** Undefined if it was sealed with another key, about something else, or was changed. */
export function openBytes(key: ReportKey, sealed: Uint8Array, about: string): Buffer | undefined {
  try {
    return key.openBytes(sealed, about);
  } catch {
    return undefined;
  }
}

function openJson<T>(key: ReportKey, sealed: string, about: string): T | undefined {
  const json = openBytes(key, Buffer.from(sealed, "base64url"), about);
  return json && JSON.parse(json.toString());
}

const aboutCopy = ({ _id, kind }: Place): string => `${_id} ${kind}`;

const toText = ({ seq, text }: ReportContext): string => `${seq} ${text}`;

const aboutLater = ({ _id, kind }: Place): string => `${_id} ${kind} later`;

const aboutReason = ({ _id, kind }: Place): string => `${_id} ${kind} reason`;
