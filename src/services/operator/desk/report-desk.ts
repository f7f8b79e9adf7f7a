import type { FileStore } from "../../../db/files/file-store.js";
import type { RoomRecord } from "../../../db/models/room.js";
import type { LookAlike, ReportPage, ReportsPage, ReportView } from "../../../shared/operator-props.js";
import type { Report } from "../../reports/report-shapes.js";
import { parse } from "../../validation.js";
import type { MessageRemoval } from "../acts/message-removal.js";
import { operatorInputs } from "../acts/operator-inputs.js";
import type { ReportSource } from "../acts/report-source.js";
import { readAnyPicture } from "./any-picture.js";

interface Rooms {
  find(room: string): Promise<RoomRecord | undefined>;
}

/** Pictures that look like the reported one: in rooms, and among those that are blocked. */
export interface LookAlikes {
  inRooms(looks: readonly string[], except: readonly string[]): Promise<LookAlike[]>;
  blocked(looks: readonly string[]): Promise<ReportPage["blockedAlike"]>;
  /** The picture itself. */
  isBlocked(hashes: readonly string[]): Promise<boolean>;
}

/** Reports as the operator sees them, beside what is still there of them. */
export class ReportDesk {
  readonly #reports: ReportSource;
  readonly #rooms: Rooms;
  readonly #removal: MessageRemoval;
  readonly #alike: LookAlikes;
  readonly #files: Pick<FileStore, "find">;

  constructor(
    reports: ReportSource,
    rooms: Rooms,
    removal: MessageRemoval,
    alike: LookAlikes,
    files: Pick<FileStore, "find">,
  ) {
    this.#files = files;
    this.#reports = reports;
    this.#rooms = rooms;
    this.#removal = removal;
    this.#alike = alike;
  }

  count(): Promise<number> {
    return this.#reports.count();
  }

  async list(input: unknown): Promise<ReportsPage> {
    const { before } = parse(operatorInputs.page, input);
    const { reports, more, unreadable } = await this.#reports.list({ before });
    const last = more ? reports.at(-1)?.id : undefined;
    return {
      ...{ reports: reports.map(toReportView), unreadable },
      ...(last !== undefined && { before: last }),
    };
  }

  async view(id: string): Promise<ReportPage> {
    const report = await this.#reports.get(id);
    const { hashes = [], looks = [] } = report.picture ?? {};
    const [room, isStillThere, lookAlikes, blockedAlike, isBlocked, fromSame] = await Promise.all([
      this.#rooms.find(report.room),
      this.#removal.isThere({ ...report, hashes }),
      this.#alike.inRooms(looks, hashes),
      this.#alike.blocked(looks),
      this.#alike.isBlocked(hashes),
      this.#reports.countAlike(id),
    ]);
    return {
      ...{ report: toReportView(report), isStillThere, blockedAlike, isBlocked },
      lookAlikes: lookAlikes.map(toOperatorUrl),
      ...(room && { room: toRoom(room) }),
      ...(fromSame > 1 && { fromSame }),
    };
  }

  anyPicture(room: unknown, name: unknown): Promise<{ type: string; bytes: Buffer }> {
    return readAnyPicture(this.#files, room, name);
  }

  picture(id: string): Promise<{ type: string; bytes: Buffer }> {
    return this.#reports.picture(id);
  }
}

/** The usual URL is refused in rooms that the operator is not in. */
const toOperatorUrl = ({ room, seq, title, still }: LookAlike): LookAlike => ({
  ...{ room, seq, still: `/operator${still}` },
  ...(title !== undefined && { title }),
});

function toReportView({ author, ...report }: Report): ReportView {
  if (!author) return report;
  const { id, color, name } = author;
  return { ...report, author: { id, color, name } };
}

const toRoom = ({ members, max, createdAt }: RoomRecord): NonNullable<ReportPage["room"]> => ({
  people: members.length,
  max,
  ageSeconds: Math.max(0, Math.round((Date.now() - createdAt.getTime()) / 1000)),
  isThere: true,
});
