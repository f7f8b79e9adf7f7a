import type { DiskFiles } from "../db/disk-files.js";
import type { Models } from "../db/index.js";
import type { Announcer } from "./announcer.js";
import type { Background } from "./background.js";
import type { Limiter } from "./limiter.js";

/** What every service stands on. */
export interface Context {
  readonly models: Models;
  readonly files: DiskFiles;
  readonly announcer: Announcer;
  readonly limiter: Limiter;
  readonly emptyRoomGraceMs: number;
  readonly background: Background;
}
