import { Router } from "express";
import { inputs, parse } from "../../services/index.js";
import type { AppContext } from "../app-context.js";
import { createHealthReport } from "../monitoring/health-report.js";
import { type MonitorAccess, mayMonitor } from "../monitoring/may-monitor.js";

export function healthRoutes(context: AppContext, access: MonitorAccess): Router {
  const report = createHealthReport(context);
  return Router().get("/health", async (req, res) => {
    const isAlive = context.isHealthy();
    const { details } = parse(inputs.health, req.query);
    const wantsDetails = details !== undefined || req.get("authorization") !== undefined;
    const found = wantsDetails && mayMonitor(req, access) ? await report(isAlive) : { ok: await isAlive };
    res
      .status(found.ok ? 200 : 503)
      .set("Cache-Control", "no-store")
      .json(found);
  });
}
