import type { Files } from "../db/files/file-store.js";
import type { Models } from "../db/index.js";
import type { Background } from "../lib/background-jobs.js";
import type { Announcer } from "./announcer.js";
import type { Meter } from "./meter.js";
import type { Peers } from "./peers.js";
import type { Limiter } from "./rate-limits/rate-limiter.js";

/** What every service stands on. */
export interface Context {
  readonly models: Models;
  readonly files: Files;
  readonly announcer: Announcer;
  readonly peers: Peers;
  readonly limiter: Limiter;
  readonly meter: Meter;
  readonly emptyRoomGraceMs: number;
  readonly background: Background;
}
