import type { Config } from "../config.js";
import type { LoadLimits } from "../lib/load/load-limits.js";
import type { ReportError } from "../lib/logging/describe-error.js";
import type { InstanceBus, MetricsRecorder, Proofs, RateLimiter, Services } from "../services/index.js";
import type { Sessions } from "../session/index.js";
import type { MetricsSource } from "./routes/metrics.js";
import type { RoomStreams } from "./streams/room-streams.js";

export interface AppContext {
  config: Config;
  services: Services;
  limiter: RateLimiter;
  proofs: Proofs;
  load: LoadLimits;
  streams: RoomStreams;
  sessions: Sessions;
  bus: InstanceBus;
  temporaryDir: string;
  isHealthy: () => Promise<boolean>;
  cookieSecret: string;
  isRedisAlive: (() => Promise<boolean>) | undefined;
  metrics: MetricsRecorder & MetricsSource;
  report: ReportError;
}
