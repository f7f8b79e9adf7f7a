import * as z from "zod";
import { isPlainLine, toLine } from "../lib/text/visible-line.js";
import { languages } from "../shared/i18n/languages.js";
import { limits } from "../shared/limits.js";
import { purposes } from "../shared/proof-purposes.js";
import { toEmoji } from "./chats/emoji.js";
import { type Code, Refusal } from "./errors.js";
import {
  alt,
  chat,
  clientId,
  emptyAs,
  flag,
  id,
  max,
  moment,
  name,
  nullAs,
  onOff,
  password,
  prose,
  query,
  replyTo,
  seats,
  seq,
  slowSeconds,
  title,
  toRange,
  upTo,
  whole,
  within,
} from "./input-fields.js";

/** As the stream gave it, or the number of a chat alone. */
const eventId = z
  .string()
  .regex(/^\d{1,15}(?:\.\d{1,15})?$/)
  .transform((text) => {
    const [after, changed] = text.split(".").map(Number);
    return { after, changed };
  });
const emoji = z.string().max(100).transform(toEmoji).pipe(z.string());

export const inputs = {
  room: z.object({
    ...{ title, max, password: password.optional().default("") },
    listed: onOff.optional().default(true),
    lifetime: z.enum(["left", "1h", "24h", "7d"]).optional().default("left"),
  }),
  roomTitle: z.object({ title }),
  settings: z
    .object({
      ...{
        title,
        max: whole.pipe(seats).meta(toRange(limits.seats)),
        password,
        listed: onOff,
        locked: onOff,
      },
      ...{
        slow: whole.pipe(z.literal(slowSeconds)).meta({ enum: slowSeconds }),
        readOnly: onOff,
        crowd: onOff,
        proof: onOff,
      },
    })
    .partial()
    .refine((asked) => Object.keys(asked).length > 0, { path: ["title"] }),
  member: z.object({ member: id }),
  host: z.object({ member: id, on: onOff }),
  invite: z.object({
    uses: emptyAs(upTo(100)).transform((uses) => uses ?? 1),
    expires: emptyAs(upTo(604_800)).transform((seconds) => seconds ?? 86_400),
  }),
  hook: z.object({
    name: name.refine((text) => text !== "").meta({ minLength: 1, maxLength: limits.name }),
  }),
  knock: z.object({
    message: z
      .string()
      .max(1000)
      .transform(toLine)
      .refine(within(0, limits.knock))
      .refine((text) => text === "" || isPlainLine(text))
      .default("")
      .meta({ maxLength: limits.knock }),
  }),
  report: z.object({
    reason: z
      .string()
      .max(5000)
      .transform(prose)
      .refine(within(0, limits.report))
      .optional()
      .default("")
      .meta({ maxLength: limits.report }),
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
  transcript: z.object({ tz: z.string().max(100).optional() }),
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
      limit: nullAs(seq.pipe(z.int().min(1)).meta({ minimum: 1 })),
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
  health: z.object({ details: z.unknown().optional().meta({ type: "string" }) }),
  events: z.object({ lastEventId: emptyAs(eventId), after: emptyAs(seq), changed: emptyAs(seq) }),
  language: z.object({ lang: z.enum(languages) }),
  proof: z.object({ purpose: z.enum(purposes) }),
};

const codes: Partial<Record<string, Code>> = {
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
  for (const { path } of result.error.issues) fields[String(path[0])] ??= codeOfField(String(path[0]));
  throw new Refusal(Object.values(fields)[0] ?? "BAD_INPUT", fields);
}

/** The code that a wrong value of this field is refused with. */
export const codeOfField = (field: string): Code => codes[field] ?? "BAD_INPUT";

export const isId = (value: unknown): value is string => id.safeParse(value).success;
