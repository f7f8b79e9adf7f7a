import express, { type RequestHandler } from "express";
import { isRead } from "../request.js";

const LIMIT = "64kb";

/** A read that announces a body and never sends it would hold its turn until the timeout. */
export function readBody(): RequestHandler {
  const parsers = [express.urlencoded({ extended: false, limit: LIMIT }), express.json({ limit: LIMIT })];
  const router = express.Router().use(parsers);
  return (req, res, next) => (isRead(req) ? next() : router(req, res, next));
}
