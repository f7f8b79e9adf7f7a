import { type Finding, skipped } from "./finding.js";

const NEEDS = {
  disk: ["DATA_DIR", "UPLOAD_DIR", "UPLOAD_STORE", "MAX_PICTURE_BYTES"],
  server: ["PORT", "COOKIE_SECRET"],
  database: ["MONGODB_URI", "DATA_DIR"],
  Redis: ["REDIS_URL"],
  proxy: ["PUBLIC_URL", "TRUST_PROXY", "COOKIE_SECRET"],
};

export type Skip = (about: keyof typeof NEEDS) => Finding | undefined;

/** With another value than the wrong one a check could say that all is well. */
export const skipWithout =
  (wrong: string[]): Skip =>
  (about) => {
    const needed = NEEDS[about].filter((name) => wrong.includes(name));
    return needed.length ? skipped(about, `not looked at: correct ${needed.join(", ")} first`) : undefined;
  };
