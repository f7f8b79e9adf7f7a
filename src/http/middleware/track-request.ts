import type { RequestHandler, Response } from "express";
import type { Services } from "../../services/index.js";

/** The end of the server waits for each request until it is answered, even if nobody is there to read the answer. */
export function underWay(services: Services): RequestHandler {
  return (_req, res, next) => services.during(() => answered(res, next));
}

/** Not by an event: a response whose connection is gone has closed long before its handler is done with the database. */
function answered(res: Response, next: () => void): Promise<void> {
  return new Promise((resolve) => {
    const end = res.end as (...args: unknown[]) => Response;
    res.end = (...args: unknown[]) => {
      resolve();
      return end.apply(res, args);
    };
    next();
  });
}
