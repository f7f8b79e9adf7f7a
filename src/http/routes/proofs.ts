import { Router } from "express";
import type { Proofs } from "../../services/index.js";
import { addressOf, visitorOf } from "../request.js";

export function proofRoutes(proofs: Proofs): Router {
  return Router().get("/proof", async (req, res) => {
    res.locals.json = true;
    res.json(await proofs.createChallenge(visitorOf(req).id, req.query, addressOf(req)));
  });
}
