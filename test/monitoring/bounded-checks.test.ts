/** @module-tag thorough */
import { expect, test } from "vitest";
import { BoundedChecks } from "../../src/http/monitoring/bounded-checks.js";

test("a check that hangs is said not to be ok in time, is begun once, and keeps no other waiting", async () => {
  let begun = 0;
  let end = () => {};
  const hanging = () => {
    if (begun++) return { ok: true };
    return new Promise<{ ok: boolean }>((resolve) => {
      end = () => resolve({ ok: true });
    });
  };
  const failing = () => Promise.reject(Object.assign(new Error("secret"), { code: "EIO" }));
  const checks = new BoundedChecks({ hanging, failing, fine: () => ({ ok: true, figure: 1 }) });
  const [found, same] = await Promise.all([checks.read(), checks.read()]);
  expect(same).toBe(found);
  expect(found).toMatchObject({
    hanging: { ok: false, why: expect.stringContaining("within 1.5 seconds") },
    failing: { ok: false, why: "This could not be found out: EIO." },
    fine: { ok: true, figure: 1 },
  });
  // It is kept for a second, then looked at anew.
  expect(await checks.read()).toBe(found);
  await expect.poll(async () => (await checks.read()) === found, { timeout: 5000 }).toBe(false);
  expect(begun).toBe(1);
  end();
  await expect.poll(async () => (await checks.read()).hanging!.ok, { timeout: 10_000 }).toBe(true);
});
