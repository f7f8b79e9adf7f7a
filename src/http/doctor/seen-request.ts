import { type Request, Router } from "express";
import { isDoctorPass } from "../../lib/doctor/doctor-pass.js";

/** Tells `gif-chat doctor`, and nobody else, what arrived of its request through the proxies. */
export function doctorRoutes(isHealthy: () => Promise<boolean>, cookieSecret: string): Router {
  return Router().get("/health", async (req, res, next) => {
    if (!isDoctorPass(cookieSecret, req.get("doctor"))) return next();
    const ok = await isHealthy();
    res
      .status(ok ? 200 : 503)
      .set("Cache-Control", "no-store")
      .json({ ok, seen: seenOf(req) });
  });
}

const seenOf = (req: Request) => ({
  host: req.get("host"),
  address: req.ip,
  forwardedFor: req.get("x-forwarded-for")?.split(/\s*,\s*/) ?? [],
  forwardedProto: req.get("x-forwarded-proto"),
});
