import type { Request, Response } from "express";
import type { Code, Refusal, Services } from "../../services/index.js";
import { translator } from "../../shared/i18n/index.js";
import { langOf, visitorOf } from "../request.js";
import { errorText, renderPage } from "./render-page.js";

/** They say what the page asks for, and not what was wrong. */
const ASKING: ReadonlySet<Code> = new Set(["PASSWORD_REQUIRED", "LOCKED", "PROOF_REQUIRED"]);

interface Refused {
  refusal: Refusal;
  knock?: { message: unknown };
}

export async function renderEnter(
  { entry, knocks }: Services,
  req: Request<{ id: string }>,
  res: Response,
  { refusal, knock }: Refused,
): Promise<void> {
  const { code, status, extras } = refusal;
  res.locals.refused = code;
  if (status === 429) res.set("Retry-After", String(extras.retryAfter ?? 10));
  const room = await entry.viewFromOutside(req.params.id);
  const visitor = visitorOf(req);
  renderPage(req, res.status(code === "WRONG_PASSWORD" ? 422 : status), "enter", {
    room,
    knock: await knocks.state(visitor, room._id),
    needsProof: await entry.needsProof(visitor, room._id),
    knockForm: {
      message: typeof knock?.message === "string" ? knock.message : "",
      error: knock ? knockError(req, refusal) : null,
    },
    error: ASKING.has(code) || knock ? null : errorText(req, code),
  });
}

const knockError = (req: Request, { code }: Refusal): string =>
  code === "BAD_INPUT" ? translator(langOf(req))("knock.badMessage") : errorText(req, code);
