import * as z from "zod";
import { isPlainLine, isVisible, toLine } from "../lib/text/visible-line.js";
import { limits } from "../shared/limits.js";

const CONTROLS = /(?![\n\t])\p{Cc}/gu;

export const prose = (text: string) =>
  text.toWellFormed().replace(/\r\n?/g, "\n").replace(CONTROLS, "").trim();
/** Counts code points. Without an array of them, since this runs for each chat. */
function length(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
export const toRange = ({ least, most }: { least: number; most: number }) => ({
  minimum: least,
  maximum: most,
});
export const within = (least: number, most: number) => (text: string) =>
  length(text) >= least && length(text) <= most;

/** `meta` is what /openapi.json says where JSON Schema cannot say how we count, or which form we prefer. */
export const title = z
  .string()
  .max(1000)
  .transform(toLine)
  .refine(within(1, limits.title))
  .refine(isPlainLine)
  .meta({ minLength: 1, maxLength: limits.title });
export const chat = z
  .string()
  .max(20_000)
  .transform(prose)
  .refine(within(1, limits.chat))
  .refine(isVisible)
  .meta({ minLength: 1, maxLength: limits.chat });
export const name = z
  .string()
  .max(1000)
  .transform(toLine)
  .refine((text) => text === "" || (within(1, limits.name)(text) && isPlainLine(text)))
  .meta({ maxLength: limits.name });
export const password = z
  .string()
  .max(1000)
  .refine(within(0, limits.password))
  .meta({ maxLength: limits.password });
export const whole = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,4}$/)
      .transform(Number),
  ])
  .meta({ type: "integer" });
export const seats = z.int().min(limits.seats.least).max(limits.seats.most);
export const max = z
  .union([whole, z.literal("").transform(() => undefined)])
  .optional()
  .transform((count) => count ?? limits.seats.usual)
  .pipe(seats)
  .meta({ ...toRange(limits.seats), default: limits.seats.usual });
export const clientId = z
  .string()
  .regex(/^[\x21-\x7e]{1,100}$/)
  .meta({ description: "New for each message; the same again is answered with the message that is stored." });
export const alt = z
  .string()
  .max(2000)
  .transform(toLine)
  .refine(within(0, limits.alt))
  .meta({ maxLength: limits.alt });
export const id = z.string().regex(/^[\w-]{1,64}$/);
export const flag = z
  .union([z.boolean(), z.literal("on").transform(() => true)])
  .meta({ enum: [true, false, "on"] });
export const onOff = z
  .union([flag, z.literal("off").transform(() => false)])
  .meta({ enum: [true, false, "on", "off"] });
export const seq = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .pipe(z.int().min(0))
  .meta({ type: "integer", minimum: 0 });
export const upTo = (most: number) => seq.pipe(z.int().min(1).max(most)).meta({ minimum: 1, maximum: most });
export const slowSeconds = [0, 5, 15, 60] as const;
export const nullAs = <T extends z.ZodType>(schema: T) =>
  z.union([z.null().transform(() => undefined), schema]).optional();
export const emptyAs = <T extends z.ZodType>(schema: T) =>
  z.union([z.literal("").transform(() => undefined), schema]).optional();
export const replyTo = nullAs(emptyAs(seq));
export const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .transform((time) => new Date(time));
export const query = z
  .string()
  .max(1000)
  .transform(toLine)
  .refine(within(limits.search.least, limits.search.most))
  .meta({ minLength: limits.search.least, maxLength: limits.search.most });
