import { Router } from "express";

export function healthRoutes(isHealthy: () => Promise<boolean>): Router {
  return Router().get("/health", async (_req, res) => {
    const ok = await isHealthy();
    res
      .status(ok ? 200 : 503)
      .set("Cache-Control", "no-store")
      .json({ ok });
  });
}
