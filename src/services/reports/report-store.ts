import { mongo, trusted } from "mongoose";
import type { ReportRecord } from "../../db/models/site/report.js";
import { randomId } from "../../lib/random-id.js";
import type { Context } from "../ports.js";
import type { ReportKey } from "./report-key.js";

export const REPORT_DAYS = 30;

const DAY_MS = 24 * 3600_000;
const MAX_REASONS = 20;
const MAX_REPORTERS = 50;
const PART_BYTES = 256 * 1024;
/** A picture is stored before its report. One without a report that is as old was left by a crash. */
const LEFT_OVER_MS = 3600_000;
const DUPLICATE_KEY = 11000;
const TIME_DIGITS = 9;

type Given = "_id" | "kind" | "room" | "seq" | "at" | "from" | "sealed";

export interface NewReport extends Pick<ReportRecord, Given> {
  by: string;
  reason: string | undefined;
  picture: Buffer | undefined;
}

type Models = Pick<Context["models"], "reports" | "reportPictures">;

/** Reports as they are stored. Those of another key are left alone until they are removed as such. */
export class ReportStore {
  readonly #models: Models;
  readonly #key: ReportKey;

  constructor(models: Models, key: ReportKey) {
    this.#models = models;
    this.#key = key;
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
  async insert({ by, reason, picture, ...report }: NewReport): Promise<boolean> {
    const { at } = report;
    const times = { at, latestAt: at, expiresAt: new Date(at.getTime() + REPORT_DAYS * DAY_MS) };
    if (picture) await this.#insertPicture(report, picture, times);
    try {
      await this.#models.reports.create({
        ...{ ...report, ...times, ...this.#ours, count: 1, by: [by] },
        ...{ bytes: picture?.length ?? 0, reasons: reason === undefined ? [] : [reason] },
      });
      return true;
    } catch (error) {
      if (!(error instanceof mongo.MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
      await this.#models.reportPictures.deleteMany({ report: report._id });
      return false;
    }
  }

  /** The count with this reporter; undefined if they are counted already, or the report is gone. */
  async add(id: string, by: string, reason: string | undefined): Promise<number | undefined> {
    const $push = {
      by: { $each: [by], $slice: -MAX_REPORTERS },
      ...(reason !== undefined && { reasons: { $each: [reason], $slice: -MAX_REASONS } }),
    };
    const change = { $inc: { count: 1 }, $max: { latestAt: new Date() }, $push };
    const wanted = { _id: id, by: trusted({ $ne: by }) };
    const options = { returnDocument: "after", projection: { count: 1 } } as const;
    const changed = await this.#models.reports.findOneAndUpdate(wanted, change, options).lean();
    return changed?.count;
  }

  /** Throws if a part is missing or was changed. */
  async readPicture({ _id, kind, bytes }: ReportRecord): Promise<Buffer | undefined> {
    if (!bytes) return undefined;
    const found = await this.#models.reportPictures.find({ report: _id }).sort({ part: 1 }).lean();
    const parts = found.map(({ part, bytes: sealed }) =>
      this.#key.openBytes(toBytes(sealed), aboutPart({ _id, kind }, part)),
    );
    const picture = Buffer.concat(parts);
    if (picture.length !== bytes) throw new Error(`Report ${_id} lacks a part of its picture`);
    return picture;
  }

  async remove(id: string): Promise<boolean> {
    const { deletedCount } = await this.#models.reports.deleteOne({ _id: id });
    await this.#models.reportPictures.deleteMany({ report: id });
    return deletedCount > 0;
  }

  async removeOthers(): Promise<number> {
    const found = await this.#models.reports.distinct("_id", this.#others);
    const { deletedCount } = await this.#models.reports.deleteMany({ _id: trusted({ $in: found }) });
    await this.#models.reportPictures.deleteMany({ report: trusted({ $in: found }) });
    return deletedCount;
  }

  async removeLeftOver(): Promise<void> {
    const before = new Date(Date.now() - LEFT_OVER_MS);
    const known = await this.#models.reports.distinct("_id");
    const left = { report: trusted({ $nin: known }), at: trusted({ $lt: before }) };
    await this.#models.reportPictures.deleteMany(left);
  }

  get #ours(): Pick<ReportRecord, "mark"> {
    return { mark: this.#key.mark };
  }

  get #others() {
    return { mark: trusted({ $ne: this.#key.mark }) };
  }

  async #insertPicture(
    report: Pick<ReportRecord, "_id" | "kind">,
    picture: Buffer,
    { at, expiresAt }: Pick<ReportRecord, "at" | "expiresAt">,
  ): Promise<void> {
    for (let part = 0; part * PART_BYTES < picture.length; part++) {
      const content = picture.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
      const bytes = this.#key.seal(content, aboutPart(report, part));
      await this.#models.reportPictures.create({ report: report._id, part, at, expiresAt, bytes });
    }
  }
}

/** In the order of time. */
export const newReportId = (): string =>
  `${Date.now().toString(36).padStart(TIME_DIGITS, "0")}-${randomId()}`;

const aboutPart = ({ _id, kind }: Pick<ReportRecord, "_id" | "kind">, part: number): string =>
  `${_id} ${kind} picture ${part}`;

const toBytes = (stored: Buffer | mongo.Binary): Uint8Array =>
  Buffer.isBuffer(stored) ? stored : stored.value();
