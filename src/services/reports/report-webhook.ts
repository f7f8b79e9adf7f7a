import { setTimeout as delay } from "node:timers/promises";
import type { ReportRecord } from "../../db/models/site/report.js";
import type { BackgroundJobs } from "../../lib/background-jobs.js";
import { BoundedQueue } from "../../lib/bounded-queue.js";
import { OverloadError } from "../../lib/overload-error.js";
import type { MetricsRecorder } from "../counted.js";
import type { Reporting } from "../ports.js";
import type { Report } from "./report-shapes.js";

const TIMES = { answerMs: 10_000, waitsMs: [0, 1000, 5000, 30_000] };
const TOLD_COUNTS: ReadonlySet<number> = new Set([1, 5, 20]);
const BOUNDS = { concurrency: 4, maxWaiting: 100 };

export type ReportNews = Pick<Report, "id" | "kind" | "at" | "count">;

type Target = Pick<Reporting, "webhook" | "publicOrigin">;

/** Tells another server of a report, and nothing of what it says. Nobody waits for it; shutdown does not either. */
export class ReportWebhook {
  readonly #url: string;
  readonly #publicOrigin: string | undefined;
  readonly #background: Pick<BackgroundJobs, "run" | "closing">;
  readonly #times: typeof TIMES;
  readonly #queue = new BoundedQueue(BOUNDS);
  readonly #metrics: Pick<MetricsRecorder, "count">;

  constructor(
    { webhook, publicOrigin }: Target,
    background: Pick<BackgroundJobs, "run" | "closing">,
    metrics: Pick<MetricsRecorder, "count">,
    times = TIMES,
  ) {
    this.#url = webhook!;
    this.#publicOrigin = publicOrigin;
    this.#background = background;
    this.#times = times;
    this.#metrics = metrics;
  }

  tell({ _id: id, kind, at, count }: Pick<ReportRecord, "_id" | "kind" | "at" | "count">): void {
    if (TOLD_COUNTS.has(count)) this.send({ id, kind, at: at.toISOString(), count });
  }

  send(news: ReportNews): void {
    void this.#background.run(() => this.#queue.run(() => this.#deliver(news)).catch(this.#onFailure));
  }

  async #deliver(news: ReportNews): Promise<void> {
    const { closing } = this.#background;
    let failure: string | undefined;
    for (const wait of this.#times.waitsMs) {
      await delay(wait, undefined, { signal: closing });
      failure = await this.#post(news);
      if (failure === undefined) return this.#metrics.count("reportWebhooks", { outcome: "sent" });
    }
    throw new Error(failure);
  }

  /** Returns why it failed. */
  async #post({ id, ...news }: ReportNews): Promise<string | undefined> {
    const { default: axios } = await import("axios");
    const { closing } = this.#background;
    const timeout = AbortSignal.timeout(this.#times.answerMs);
    const url = this.#publicOrigin && `${this.#publicOrigin}/operator/reports/${id}`;
    const body = { event: "report", id, ...news, ...(url && { url }) };
    try {
      const { data } = await axios.post(this.#url, body, {
        headers: { "User-Agent": "gif-chat" },
        signal: AbortSignal.any([closing, timeout]),
        // Answers are not read, whatever their size.
        ...{ responseType: "stream", maxRedirects: 0, proxy: false, decompress: false },
      });
      data.destroy();
      return undefined;
    } catch (error) {
      closing.throwIfAborted();
      if (timeout.aborted) return "no answer in time";
      if (!axios.isAxiosError(error)) throw error;
      error.response?.data.destroy();
      return error.response ? `status ${error.response.status}` : (error.code ?? error.name);
    }
  }

  readonly #onFailure = (error: Error): void => {
    if (this.#background.closing.aborted) return;
    const isDropped = error instanceof OverloadError;
    this.#metrics.count("reportWebhooks", { outcome: isDropped ? "dropped" : "failed" });
    const reason = isDropped ? "too many are waiting" : error.message;
    // The path and the query of such a URL are often its password.
    const line = `The report webhook at ${new URL(this.#url).origin} failed: ${reason}`;
    throw Object.assign(new Error(line), { stack: line });
  };
}
