import { Router } from "express";
import { Refusal } from "../../services/index.js";
import { type MonitorAccess, mayMonitor } from "../monitoring/may-monitor.js";

export interface MetricsSource {
  readonly contentType: string;
  text(): Promise<string>;
}

export function metricsRoutes(source: MetricsSource, access: MonitorAccess): Router {
  // Strict, because another spelling of the path could get past a proxy rule that blocks /metrics.
  const router = Router({ caseSensitive: true, strict: true });
  return router.get("/metrics", async (req, res) => {
    if (!mayMonitor(req, access)) throw new Refusal("NOT_ALLOWED");
    res.set({ "Cache-Control": "no-store", "Content-Type": source.contentType }).send(await source.text());
  });
}
