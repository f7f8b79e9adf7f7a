import type { RequestHandler } from "express";
import { readConfig } from "../../../src/config.js";
import type { AppContext } from "../../../src/http/app-context.js";
import { routesOf } from "../../../src/http/express-internals.js";
import { createRoutes } from "../../../src/http/route-groups.js";

/** None of the routes is called, so their services may be anything. */
const anything: object = new Proxy(() => {}, { get: () => anything, apply: () => anything });
const context = new Proxy(
  { config: readConfig({}) },
  { get: (own, key) => Reflect.get(own, key) ?? anything },
);
const read: RequestHandler[] = [(_req, _res, next) => next()];
const groups = createRoutes(context as unknown as AppContext, { upload: read, form: read });
export const routes = routesOf(Object.values(groups).flat());
export { operations } from "../../../src/protocol/index.js";
