import * as z from "zod";

const id = z.string().regex(/^[\w-]{1,64}$/);
const tick = z
  .union([z.boolean(), z.literal("on").transform(() => true), z.enum(["off", ""]).transform(() => false)])
  .meta({ enum: [true, false, "on", "off"] })
  .optional()
  .default(false);
const hours = <const Allowed extends readonly number[]>(allowed: Allowed) =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^\d{1,3}$/)
        .transform(Number),
    ])
    .pipe(z.literal(allowed))
    .meta({ enum: [...allowed] });
const place = z
  .string()
  .regex(/^[\w-]{0,100}$/)
  .transform((text) => text || undefined)
  .optional();
const number = z
  .string()
  .regex(/^\d{0,15}$/)
  .transform((digits) => (digits ? Number(digits) : undefined))
  .optional();

/** As many as the page of raids shows. */
export const MAX_RAID_GROUPS = 500;
const raidKey = z.string().regex(/^[\w-]{22}$/);

export const operatorInputs = {
  remove: z.object({ everywhere: tick }),
  block: z.object({ alike: tick }),
  lookAlike: z.object({
    in: id,
    seq: z
      .union([
        z.number(),
        z
          .string()
          .regex(/^\d{1,15}$/)
          .transform(Number),
      ])
      .meta({ type: "integer" }),
  }),
  ban: z.object({
    where: z.enum(["here", "everywhere"]),
    hours: hours([1, 24, 168, 720]),
    author: z
      .string()
      .regex(/^[\w-]{0,64}$/)
      .optional(),
  }),
  raid: z.object({
    address: z
      .union([raidKey.transform((one) => [one]), z.array(raidKey).max(MAX_RAID_GROUPS)])
      .optional()
      .default([]),
    hours: hours([1, 24, 168, 720]).optional().default(24),
  }),
  switch: z.object({ what: z.enum(["openings", "lobby", "proof"]), on: tick }),
  lift: z.object({ ban: id }),
  unblock: z.object({ picture: z.string().regex(/^[\da-f]{64}$/) }),
  page: z.object({ before: place }),
  log: z.object({ before: number }),
  rooms: z.object({
    before: place,
    sort: z
      .union([z.enum(["rate", "new"]), z.literal("").transform(() => "rate" as const)])
      .optional()
      .default("rate"),
  }),
};
