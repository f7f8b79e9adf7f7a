import { z } from "zod";
import { languages } from "../shared/i18n/languages.js";
import { limits } from "../shared/limits.js";
import { purposes } from "../shared/proof-purposes.js";
import { toEmoji } from "./chats/emoji.js";
import { type Code, Refusal } from "./errors.js";
import { isPlainLine, isVisible, toLine } from "./visible-line.js";

const CONTROLS = /(?![\n\t])\p{Cc}/gu;

const prose = (text: string) => text.toWellFormed().replace(/\r\n?/g, "\n").replace(CONTROLS, "").trim();
/** Counts code points. Without an array of them, since this runs for each chat. */
function length(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
const within = (least: number, most: number) => (text: string) =>
  length(text) >= least && length(text) <= most;

const title = z.string().max(1000).transform(toLine).refine(within(1, limits.title)).refine(isPlainLine);
const chat = z.string().max(20_000).transform(prose).refine(within(1, limits.chat)).refine(isVisible);
const name = z
  .string()
  .max(1000)
  .transform(toLine)
  .refine((text) => text === "" || (within(1, limits.name)(text) && isPlainLine(text)));
const password = z.string().max(1000).refine(within(0, limits.password));
const whole = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number),
]);
const seats = z.int().min(limits.seats.least).max(limits.seats.most);
const max = z
  .union([whole, z.literal("").transform(() => undefined)])
  .optional()
  .transform((count) => count ?? limits.seats.usual)
  .pipe(seats);
const clientId = z.string().regex(/^[\x21-\x7e]{1,100}$/);
const alt = z.string().max(2000).transform(toLine).refine(within(0, limits.alt));
const id = z.string().regex(/^[\w-]{1,64}$/);
const flag = z.union([z.boolean(), z.literal("on").transform(() => true)]);
const onOff = z.union([flag, z.literal("off").transform(() => false)]);
const seq = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .pipe(z.int().min(0));
/** As the stream gave it, or the number of a chat alone. */
const eventId = z
  .string()
  .regex(/^\d{1,15}(?:\.\d{1,15})?$/)
  .transform((text) => {
    const [after, changed] = text.split(".").map(Number);
    return { after, changed };
  });
const nullAs = <T extends z.ZodType>(schema: T) =>
  z.union([z.null().transform(() => undefined), schema]).optional();
const emptyAs = <T extends z.ZodType>(schema: T) =>
  z.union([z.literal("").transform(() => undefined), schema]).optional();
const replyTo = nullAs(emptyAs(seq));
const emoji = z.string().max(100).transform(toEmoji).pipe(z.string());
const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).transform((time) => new Date(time));
const query = z.string().max(1000).transform(toLine).refine(within(limits.search.least, limits.search.most));

export const inputs = {
  room: z.object({
    ...{ title, max, password: password.optional().default("") },
    listed: onOff.optional().default(true),
    lifetime: z.enum(["left", "1h", "24h", "7d"]).optional().default("left"),
  }),
  roomTitle: z.object({ title }),
  settings: z
    .object({
      ...{ title, max: whole.pipe(seats), password, listed: onOff, locked: onOff },
      ...{ slow: whole.pipe(z.literal([0, 5, 15, 60])), readOnly: onOff, crowd: onOff, proof: onOff },
    })
    .partial()
    .refine((asked) => Object.keys(asked).length > 0, { path: ["title"] }),
  member: z.object({ member: id }),
  host: z.object({ member: id, on: onOff }),
  invite: z.object({
    uses: emptyAs(seq.pipe(z.int().min(1).max(100))).transform((uses) => uses ?? 1),
    expires: emptyAs(seq.pipe(z.int().min(1).max(604_800))).transform((seconds) => seconds ?? 86_400),
  }),
  hook: z.object({ name: name.refine((text) => text !== "") }),
  knock: z.object({
    message: z
      .string()
      .max(1000)
      .transform(toLine)
      .refine(within(0, limits.knock))
      .refine((text) => text === "" || isPlainLine(text))
      .default(""),
  }),
  report: z.object({
    reason: z.string().max(5000).transform(prose).refine(within(0, limits.report)).optional().default(""),
  }),
  answerKnock: z.object({ visitor: id, admit: onOff.optional().default(false) }),
  password: z.object({ password }),
  enter: z.object({ password: password.optional() }),
  operator: z.object({ token: z.string().max(1000) }),
  nickname: z.object({ name: name.optional().default("") }),
  chat: z.object({ chat, clientId: emptyAs(clientId), replyTo }),
  react: z.object({ seq, emoji, on: onOff.optional().default(true) }),
  search: z.object({ q: query, before: nullAs(emptyAs(seq)) }),
  edit: z.object({ seq, chat }),
  seq: z.object({ seq }),
  gif: z.object({
    clientId: emptyAs(clientId),
    replyTo,
    alt: alt.optional().default(""),
    cover: flag.optional().default(false),
    again: nullAs(emptyAs(seq)),
    pack: nullAs(emptyAs(z.string().max(100))),
  }),
  whisper: z.object({ to: id, chat }),
  kick: z.object({ member: id, ban: flag.optional().default(false) }),
  history: z
    .object({
      before: nullAs(seq),
      after: nullAs(seq),
      changed: nullAs(seq),
      since: nullAs(moment),
      limit: nullAs(seq.pipe(z.int().min(1))),
    })
    .refine(
      ({ before, after, changed, since }) =>
        [before, after, changed, since].filter((one) => one !== undefined).length < 2,
    ),
  page: z.object({
    ...{ before: emptyAs(seq), at: emptyAs(seq), since: emptyAs(moment), reply: emptyAs(seq) },
    spectate: emptyAs(onOff),
  }),
  lobby: z.object({
    q: z.string().max(1000).transform(toLine).optional().default(""),
    before: emptyAs(z.string().regex(/^[\w-]{1,64}$/)),
    sort: emptyAs(z.enum(["new", "lively"])).transform((sort) => sort ?? "new"),
    open: emptyAs(onOff).transform((open) => open ?? false),
  }),
  entrance: z.object({
    ...{ room: id, after: nullAs(seq), changed: nullAs(seq), spectate: nullAs(flag) },
    proof: z.unknown().optional(),
  }),
  events: z.object({ lastEventId: emptyAs(eventId), after: emptyAs(seq), changed: emptyAs(seq) }),
  language: z.object({ lang: z.enum(languages) }),
  proof: z.object({ purpose: z.enum(purposes) }),
};

const codes: Record<string, Code> = {
  room: "ROOM_NOT_FOUND",
  seq: "CHAT_NOT_FOUND",
  again: "CHAT_NOT_FOUND",
  pack: "PACK_NOT_FOUND",
  title: "BAD_TITLE",
  max: "BAD_MAX",
  password: "BAD_PASSWORD",
  name: "BAD_NAME",
  chat: "BAD_CHAT",
  clientId: "BAD_CLIENT_ID",
  alt: "BAD_ALT",
  replyTo: "BAD_REPLY",
  emoji: "BAD_EMOJI",
};

export function parse<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  const fields: Record<string, Code> = {};
  for (const { path } of result.error.issues)
    fields[String(path[0])] ??= codes[String(path[0])] ?? "BAD_INPUT";
  throw new Refusal(Object.values(fields)[0] ?? "BAD_INPUT", fields);
}

export const isId = (value: unknown): value is string => id.safeParse(value).success;
