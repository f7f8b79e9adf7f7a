import { WHOLE_ROOM } from "../../db/models/site/report.js";
import { BoundedQueue } from "../../lib/bounded-queue.js";
import { Refusal } from "../errors.js";
import type { Context, Reporting } from "../ports.js";
import { assertMayRead, assertNotBanned, isAdmitted, type Requester } from "../rooms/room-access.js";
import type { RoomCache } from "../rooms/room-cache.js";
import { inputs, parse } from "../validation.js";
import { type FoundCopy, ReportCopies } from "./report-copies.js";
import { openReport, sealCopy, sealLater, sealReason, toLater, toReason } from "./report-sealing.js";
import type { Report, ReportPage } from "./report-shapes.js";
import { ReportSpace } from "./report-space.js";
import { type Addition, newReportId, ReportStore } from "./report-store.js";
import { ReportWebhook } from "./report-webhook.js";

const PAGE = 20;
const MAX_TRIES = 5;
const MAX_WAITING = 100;

interface Place {
  room: string;
  /** Missing: the room itself is reported. */
  seq: number | undefined;
}

interface Asked extends Place {
  reporter: Requester;
  reason: string;
}

/** The content of reports is sealed with a key that is derived from the operator's token. */
export class Reports {
  readonly #context: Context;
  readonly #rooms: RoomCache;
  readonly #copies: ReportCopies;
  readonly #store: ReportStore | undefined;
  readonly #webhook: ReportWebhook | undefined;
  /** One after the other: each may hold a picture, and what was counted still holds when it is stored. */
  readonly #firsts = new BoundedQueue({ concurrency: 1, maxWaiting: MAX_WAITING });

  constructor(context: Context, rooms: RoomCache) {
    const { background, metrics, access } = context;
    const { reports } = access;
    this.#context = context;
    this.#rooms = rooms;
    this.#copies = new ReportCopies(context);
    this.#store = reports && new ReportStore(context, reports.key);
    this.#webhook = reports?.webhook ? new ReportWebhook(reports, background, metrics) : undefined;
  }

  /** Without an operator's token there is nobody to report to. */
  assertExist(): void {
    if (!this.#store) throw new Refusal("NOT_FOUND");
  }

  /** The same visitor is answered the second time as the first. */
  async report(reporter: Requester, id: unknown, seq: unknown, input: unknown): Promise<void> {
    this.assertExist();
    const { reason } = parse(inputs.report, input);
    const { room, seq: asked } = await this.assertMayReport(reporter, id, seq);
    await this.#context.limiter.assertAllowed("report", reporter.id);
    await this.#context.limiter.assertAddressAllowed("reportFrom", reporter.address);
    const wish: Asked = { reporter, room, seq: asked, reason };
    for (let i = 0; i < MAX_TRIES; i++)
      if ((await this.#addToExisting(wish)) || (await this.#firsts.run(() => this.#makeFirst(wish)))) return;
    throw new Refusal("BUSY");
  }

  /** Messages and pictures: who may read them. A room: also who finds it in the lobby. Nobody reports their own. */
  async assertMayReport(reporter: Requester, id: unknown, wanted: unknown): Promise<Place> {
    this.assertExist();
    const seq = wanted === undefined ? undefined : parse(inputs.seq, { seq: wanted }).seq;
    const room = await this.#rooms.get(id);
    const { access, siteRules } = this.#context;
    const isInLobby = room.listed !== false && access.lobby && !siteRules.isLobbyHidden;
    if (seq === undefined && isInLobby) assertNotBanned(room, reporter, this.#context);
    else assertMayRead(room, reporter, this.#context);
    const author = seq === undefined ? room.owner.id : await this.#copies.whoIsReported(room._id, seq);
    if (author === reporter.id) throw new Refusal("NOT_ALLOWED");
    return { room: room._id, seq };
  }

  async list({ before }: { before?: string | undefined } = {}): Promise<ReportPage> {
    const { key, store } = this.#parts;
    const found = await store.list(before, PAGE + 1);
    const page = found.slice(0, PAGE).map((record) => openReport(key, record));
    const reports = page.filter((report) => report !== undefined);
    const damaged = page.length - reports.length;
    return { reports, more: found.length > PAGE, unreadable: damaged + (await store.countOthers()) };
  }

  async get(id: string): Promise<Report> {
    const { key, store } = this.#parts;
    const record = await store.find({ _id: id });
    const report = record && openReport(key, record);
    if (!report) throw new Refusal("NOT_FOUND");
    return report;
  }

  async picture(id: string): Promise<{ type: string; bytes: Buffer }> {
    const { key, store } = this.#parts;
    const record = await store.find({ _id: id });
    const { picture } = (record && openReport(key, record)) ?? {};
    const bytes = picture && (await store.pictures.read(record!));
    if (!bytes) throw new Refusal("NOT_FOUND");
    return { type: picture.type, bytes };
  }

  /** Nothing of it is kept. */
  async decide(id: string): Promise<void> {
    const { store } = this.#parts;
    if (!(await store.remove(id))) throw new Refusal("NOT_FOUND");
  }

  countAlike(id: string): Promise<number> {
    return this.#parts.store.countAlike(id);
  }

  async decideAll(id: string): Promise<number> {
    const removed = await this.#parts.store.removeAlike(id);
    if (!removed) throw new Refusal("NOT_FOUND");
    return removed;
  }

  /** Those that were first made from there. Returns how many there were. */
  removeFrom(addressKeys: readonly string[]): Promise<number> {
    const { key, store } = this.#parts;
    return store.removeFrom(key.hashesOf(addressKeys));
  }

  removeUnreadable(): Promise<number> {
    return this.#parts.store.removeUnreadable();
  }

  count(): Promise<number> {
    return this.#parts.store.count();
  }

  async isReported(rooms: string[]): Promise<Set<string>> {
    return new Set(await this.#parts.store.roomsAmong(rooms));
  }

  get #parts(): { key: Reporting["key"]; store: ReportStore } {
    this.assertExist();
    return { key: this.#context.access.reports!.key, store: this.#store! };
  }

  /** False if it was not reported before. */
  async #addToExisting(asked: Asked): Promise<boolean> {
    const { reporter, room, seq, reason } = asked;
    const { key, store } = this.#parts;
    const chat = seq === undefined ? undefined : await this.#copies.getChat(room, seq);
    const existing = await store.find({ room, seq: seq ?? WHOLE_ROOM });
    if (!existing) return false;
    const told = toReason(key, existing, { reason, text: chat?.chat });
    const sealed = told && sealReason(key, existing, told);
    const later =
      seq === undefined ? toLater(openReport(key, existing), (await this.#copy(asked)).copy) : undefined;
    const count = await store.add(existing, {
      ...{ ...this.#whoOf(reporter, existing._id), reason: sealed },
      copy: later && sealLater(key, existing, later),
    });
    if (count !== undefined) this.#webhook?.tell({ ...existing, count });
    return count !== undefined || (await store.find({ _id: existing._id })) !== null;
  }

  /** False if somebody else made the report meanwhile. */
  async #makeFirst(asked: Asked): Promise<boolean> {
    const { reporter, room, seq } = asked;
    const { key, store } = this.#parts;
    const from = key.hashesOf(this.#context.quotaKeys(reporter.address));
    const space = new ReportSpace(await store.sizes(), from);
    space.assertFits(0);
    const { kind, copy, bytes: picture } = await this.#copy(asked);
    space.assertFits(picture?.length ?? 0);
    const about = { _id: newReportId(), kind };
    const at = new Date();
    const reason = asked.reason ? { at: at.toISOString(), text: asked.reason } : undefined;
    const isStored = await store.insert({
      ...{ ...about, room, seq: seq ?? WHOLE_ROOM, at, from, picture },
      ...this.#whoOf(reporter, about._id),
      sealed: sealCopy(key, about, copy),
      reason: reason && sealReason(key, about, reason),
    });
    if (!isStored) return false;
    this.#webhook?.tell({ ...about, at, count: 1 });
    return true;
  }

  #whoOf(reporter: Requester, report: string): Pick<Addition, "by" | "place"> {
    const { key } = this.#parts;
    const address = this.#context.shareKey(reporter.address);
    return { by: key.hashOf(reporter.id, report), place: address && key.hashOf(address, report) };
  }

  async #copy({ reporter, room, seq }: Asked): Promise<FoundCopy> {
    if (seq !== undefined) return this.#copies.ofChat(room, seq);
    const withChats = isAdmitted(await this.#rooms.get(room), reporter, this.#context);
    return this.#copies.ofRoom(room, { withChats });
  }
}
