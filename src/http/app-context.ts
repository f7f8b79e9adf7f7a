import type { Config } from "../config.js";
import type { LoadLimits } from "../lib/load/load-limits.js";
import type { MetricsRecorder, Proofs, RateLimiter, Services } from "../services/index.js";
import type { Sessions } from "../session/index.js";
import type { MetricsSource } from "./routes/metrics.js";

export interface AppContext {
  config: Config;
  services: Services;
  limiter: RateLimiter;
  proofs: Proofs;
  load: LoadLimits;
  sessions: Sessions;
  temporaryDir: string;
  isHealthy: () => Promise<boolean>;
  metrics: MetricsRecorder & MetricsSource;
  report: (error: unknown) => void;
}
