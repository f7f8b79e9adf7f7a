import type { Request, Response } from "express";
import type { InTurn, Refusal, Services } from "../../services/index.js";
import type { Found } from "../../shared/events.js";
import { translator } from "../../shared/i18n/index.js";
import { limits } from "../../shared/limits.js";
import { type SearchPage, toFoundProps } from "../../shared/search/found-props.js";
import { isShownInPage, langOf, visitorOf } from "../request.js";
import { errorText, renderPage } from "./render-page.js";

export async function showSearch(
  services: Services,
  req: Request<{ id: string }>,
  res: Response,
  inTurn: InTurn,
): Promise<void> {
  const visitor = visitorOf(req);
  const { id } = req.params;
  await services.seats.assertSeated(visitor, id);
  const { _id, title, createdAt } = await services.entry.viewFromOutside(id);
  const show = (asked: Pick<SearchPage, "result" | "error">) =>
    inTurn(async () =>
      renderPage(req, res, "search", {
        room: { _id, title },
        q: typeof req.query.q === "string" ? req.query.q.slice(0, limits.search.most) : "",
        ...asked,
        days: { first: createdAt.slice(0, 10), last: new Date().toISOString().slice(0, 10) },
        limits: limits.search,
      }),
    );
  if (req.query.q === undefined) return show({ result: null, error: null });
  try {
    const found = await services.chats.search(visitor, id, req.query, inTurn);
    await show({ result: toResult(found, String(req.query.q)), error: null });
  } catch (error) {
    if (!isShownInPage(req, res, error) || !isAboutField(error)) throw error;
    res.locals.refused = error.code;
    res.status(error.status);
    if (error.status === 429) res.set("Retry-After", String(error.extras.retryAfter ?? 10));
    const t = translator(langOf(req));
    const text = error.fields.q ? t("find.badLength", limits.search) : errorText(req, error.code);
    await show({ result: null, error: text });
  }
}

const isAboutField = ({ status }: Refusal): boolean => status === 422 || status === 429;

const toResult = ({ chats, more, searchedTo }: Found, q: string): SearchPage["result"] => ({
  found: chats.map((chat) => toFoundProps(chat, q.trim())),
  more,
  searchedTo,
});
