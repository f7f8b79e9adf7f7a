import express, { type Express } from "express";

export function createApp(health: () => Promise<boolean>): Express {
  const app = express();
  app.disable("x-powered-by");
  app.get("/health", async (_req, res) => {
    const ok = await health();
    res.status(ok ? 200 : 503).json({ ok });
  });
  return app;
}
