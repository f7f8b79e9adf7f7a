import { mongo, type QueryFilter, trusted } from "mongoose";
import type { ReportRecord } from "../../db/models/site/report.js";
import { randomId } from "../../lib/random-id.js";
import type { Context } from "../ports.js";
import type { ReportKey } from "./report-key.js";
import { openReport } from "./report-sealing.js";
import { SealedPictures } from "./sealed-pictures.js";

export const REPORT_DAYS = 30;
const NO_LIMIT = 0;

const DAY_MS = 24 * 3600_000;
/** The first ones and as many last ones are kept: else puppets would push out what an honest reporter said. */
const KEPT = { reasons: 10, copies: 1 };
/** With so many, an address that gave one gives no other. */
const SHARED_BY_ALL = { reasons: 5, copies: 3 };
const MAX_REPORTERS = 50;
const DUPLICATE_KEY = 11000;
const TIME_DIGITS = 9;

type Given = "_id" | "kind" | "room" | "seq" | "at" | "from" | "sealed";

export interface NewReport extends Pick<ReportRecord, Given> {
  by: string;
  /** The address, hashed for this report. */
  place: string | undefined;
  reason: string | undefined;
  picture: Buffer | undefined;
}

export interface Addition extends Pick<NewReport, "by" | "place" | "reason"> {
  copy: string | undefined;
}

type StoreContext = Pick<Context, "models" | "background" | "metrics">;
type Models = Pick<Context["models"], "reports" | "reportPictures">;

/** Reports as they are stored. Those of another key are left alone until they are removed as such. */
export class ReportStore {
  readonly pictures: SealedPictures;
  readonly #models: Models;
  readonly #background: Context["background"];
  readonly #key: ReportKey;
  readonly #metrics: Context["metrics"];

  constructor({ models, background, metrics }: StoreContext, key: ReportKey) {
    this.#models = models;
    this.#metrics = metrics;
    this.#background = background;
    this.#key = key;
    this.pictures = new SealedPictures(models.reportPictures, key);
  }

  find(place: { _id: string } | { room: string; seq: number }): Promise<ReportRecord | null> {
    return this.#models.reports.findOne({ ...place, ...this.#ours }).lean<ReportRecord>();
  }

  list(before: string | undefined, limit: number): Promise<ReportRecord[]> {
    const older = before === undefined ? {} : { _id: trusted({ $lt: before }) };
    const found = this.#models.reports.find({ ...older, ...this.#ours });
    return found.sort({ _id: -1 }).limit(limit).lean<ReportRecord[]>();
  }

  count(): Promise<number> {
    return this.#models.reports.countDocuments(this.#ours);
  }

  /** Those that were first made from the same address, with this one. */
  async countAlike(id: string): Promise<number> {
    const [address] = (await this.find({ _id: id }))?.from ?? [];
    return address === undefined ? 1 : this.#models.reports.countDocuments({ from: address, ...this.#ours });
  }

  countOthers(): Promise<number> {
    return this.#models.reports.countDocuments(this.#others);
  }

  roomsAmong(rooms: string[]): Promise<string[]> {
    return this.#models.reports.distinct("room", { room: trusted({ $in: rooms }), ...this.#ours });
  }

  sizes(): Promise<Pick<ReportRecord, "bytes" | "from">[]> {
    return this.#models.reports.find(this.#ours, { bytes: 1, from: 1 }).lean();
  }

  /** False if somebody else made one of the same thing meanwhile. */
  async insert({ by, place, reason, picture, ...report }: NewReport): Promise<boolean> {
    const { at } = report;
    const reasons = reason === undefined ? [] : [reason];
    const from = place === undefined ? [] : [place];
    const times = { at, latestAt: at, expiresAt: new Date(at.getTime() + REPORT_DAYS * DAY_MS) };
    try {
      // The picture first, so that no report is ever seen without it. What a crash leaves of it expires.
      if (picture) await this.pictures.insert(report, picture, times.expiresAt);
      await this.#models.reports.create({
        ...{ ...report, ...times, ...this.#ours, count: 1, by: [by] },
        ...{ bytes: picture?.length ?? 0, copiesFrom: from },
        ...{ reasons, lastReasons: reasons, reasonsFrom: reasons.length ? from : [] },
      });
      this.#metrics.count("reports", { kind: report.kind });
      return true;
    } catch (error) {
      const isDuplicate = error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY;
      if (!isDuplicate) this.#background.onceSettled(() => this.#removeUnused(report._id));
      if (!isDuplicate) throw error;
      await this.#models.reportPictures.deleteMany({ report: report._id });
      return false;
    }
  }

  /** The count with this reporter; undefined if they are counted already, or the report is gone. */
  async add(existing: ReportRecord, { by, place, reason, copy }: Addition): Promise<number | undefined> {
    const { _id: id } = existing;
    const $push: Record<string, { $each: string[]; $slice: number }> = { by: last(by, MAX_REPORTERS) };
    for (const [kind, one] of [["reasons", reason] as const, ["copies", copy] as const]) {
      const given = existing[`${kind}From`];
      const isShare = given.length < SHARED_BY_ALL[kind] || !place || !given.includes(place);
      if (one === undefined || !isShare) continue;
      $push[kind] = { $each: [one], $slice: KEPT[kind] };
      $push[kind === "reasons" ? "lastReasons" : "lastCopies"] = last(one, KEPT[kind]);
      if (place) $push[`${kind}From`] = last(place, MAX_REPORTERS);
    }
    const change = { $inc: { count: 1 }, $max: { latestAt: new Date() }, $push };
    const wanted = { _id: id, by: trusted({ $ne: by }) };
    const options = { returnDocument: "after", projection: { count: 1 } } as const;
    const changed = await this.#models.reports.findOneAndUpdate(wanted, change, options).lean();
    if (changed) this.#metrics.count("reports", { kind: existing.kind });
    return changed?.count;
  }

  async remove(id: string): Promise<boolean> {
    await this.#models.reportPictures.deleteMany({ report: id });
    const { deletedCount } = await this.#models.reports.deleteOne({ _id: id });
    return deletedCount > 0;
  }

  async removeAlike(id: string): Promise<number> {
    const [address] = (await this.find({ _id: id }))?.from ?? [];
    return address === undefined ? Number(await this.remove(id)) : this.removeFrom([address]);
  }

  /** Those of another key, and damaged ones. */
  async removeUnreadable(): Promise<number> {
    let removed = await this.#removeAll(this.#others);
    for (const record of await this.list(undefined, NO_LIMIT))
      if (!openReport(this.#key, record) && (await this.remove(record._id))) removed++;
    return removed;
  }

  removeFrom(addresses: readonly string[]): Promise<number> {
    return this.#removeAll({ from: trusted({ $in: addresses }), ...this.#ours });
  }

  async #removeAll(filter: QueryFilter<ReportRecord>): Promise<number> {
    const found = await this.#models.reports.distinct("_id", filter);
    await this.#models.reportPictures.deleteMany({ report: trusted({ $in: found }) });
    const { deletedCount } = await this.#models.reports.deleteMany({ _id: trusted({ $in: found }) });
    return deletedCount;
  }

  get #ours(): Pick<ReportRecord, "mark"> {
    return { mark: this.#key.mark };
  }

  get #others() {
    return { mark: trusted({ $ne: this.#key.mark }) };
  }

  async #removeUnused(report: string): Promise<void> {
    if (!(await this.#models.reports.exists({ _id: report })))
      await this.#models.reportPictures.deleteMany({ report });
  }
}

const last = (one: string, most: number) => ({ $each: [one], $slice: -most });

/** In the order of time. */
export const newReportId = (): string =>
  `${Date.now().toString(36).padStart(TIME_DIGITS, "0")}-${randomId()}`;
