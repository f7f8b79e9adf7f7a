import { LRUCache } from "lru-cache";
import type { Environment } from "nunjucks";
import { cachedParts } from "./cached-parts.js";

const MAX_CHARACTERS = 8_000_000;

type Values = Record<string, unknown>;

interface Frame {
  lookup(name: string): unknown;
}

/** How Nunjucks 3.2.4 renders a template that is included. Test: http/cached-parts, "are drawn once". */
interface Included {
  render(context: Values, frame: Frame, done: (error: unknown, html: string) => void): void;
  render(context: Values): string;
}

/**
 * Only for speed. A part is drawn from nothing but what it is cached under, so it can neither be out of date nor show
 * what belongs to somebody else.
 */
export function cacheParts(env: Environment, constants: Values): void {
  const cache = new LRUCache<string, string>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (html, key) => html.length + key.length,
  });
  for (const [name, variables] of Object.entries(cachedParts)) {
    const template = env.getTemplate(name) as unknown as Included;
    const render = template.render.bind(template) as (context: Values) => string;
    const paths = ["lang", ...variables].map((variable) => variable.split(".") as [string, string?]);
    template.render = ((context, frame, done) => {
      const values = pick(paths, (variable) => frame.lookup(variable) ?? context[variable]);
      const key = name + JSON.stringify(values);
      const known = cache.get(key);
      const html = known ?? render({ ...constants, ...values });
      if (known === undefined) cache.set(key, html);
      done(null, html);
    }) as Included["render"];
  }
}

function pick(paths: readonly [string, string?][], find: (variable: string) => unknown): Values {
  const picked: Values = {};
  for (const [variable, field] of paths) {
    const value = find(variable);
    if (field === undefined || value === undefined || value === null) picked[variable] = value;
    else picked[variable] = { ...(picked[variable] as Values), [field]: (value as Values)[field] };
  }
  return picked;
}
