import type { mongo } from "mongoose";
import type { ReportPictureRecord, ReportRecord } from "../../db/models/site/report.js";
import type { Context } from "../ports.js";
import type { ReportKey } from "./report-key.js";
import { openBytes } from "./report-sealing.js";

const PART_BYTES = 64 * 1024;

type Place = Pick<ReportRecord, "_id" | "kind">;

/** Pictures of reports in parts, since a document could not hold the largest. */
export class SealedPictures {
  readonly #parts: Context["models"]["reportPictures"];
  readonly #key: ReportKey;

  constructor(parts: Context["models"]["reportPictures"], key: ReportKey) {
    this.#parts = parts;
    this.#key = key;
  }

  async insert(report: Place, picture: Buffer, expiresAt: Date): Promise<void> {
    const parts: ReportPictureRecord[] = [];
    for (let part = 0; part * PART_BYTES < picture.length; part++) {
      const content = picture.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
      const bytes = this.#key.seal(content, aboutPart(report, part));
      parts.push({ report: report._id, part, expiresAt, bytes });
    }
    await this.#parts.insertMany(parts);
  }

  /** Undefined if a part is missing or damaged. */
  async read(report: ReportRecord): Promise<Buffer | undefined> {
    const found = await this.#parts.find({ report: report._id }).sort({ part: 1 }).lean();
    const parts = found.map(({ part, bytes }) =>
      openBytes(this.#key, toBytes(bytes), aboutPart(report, part)),
    );
    const picture = Buffer.concat(parts.filter((part) => part !== undefined));
    return picture.length === report.bytes ? picture : undefined;
  }
}

const aboutPart = ({ _id, kind }: Place, part: number): string => `${_id} ${kind} picture ${part}`;

const toBytes = (stored: Buffer | mongo.Binary): Uint8Array =>
  Buffer.isBuffer(stored) ? stored : stored.value();
