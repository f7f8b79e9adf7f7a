import { expect, test } from "vitest";
import { createDoctorPass } from "../../src/lib/doctor/doctor-pass.js";
import { serve } from "../support/server.js";

const secret = "the secret of the cookies of this test";

test("/health tells only who knows the cookie secret, and knew it within a minute, what it saw of a request", async () => {
  const server = await serve({ COOKIE_SECRET: secret });
  const ask = async (doctor: string) =>
    (await fetch(`${server.url}/health`, { headers: { doctor, "X-Forwarded-For": "192.0.2.77" } })).json();
  const now = Date.now();
  const good = createDoctorPass(secret, now);
  expect(await ask(good)).toMatchObject({ ok: true, seen: { forwardedFor: ["192.0.2.77"] } });
  const [at, signature] = good.split(".") as [string, string];
  const bad = [
    ...[
      "",
      "x",
      at,
      `${at}.`,
      `.${signature}`,
      `${Number(at) + 1}.${signature}`,
      `${at}.${signature.slice(1)}`,
    ],
    ...[`${at}.${"A".repeat(43)}`, `${at}.${"é".repeat(43)}`.normalize("NFD").slice(0, 57), good.repeat(2)],
    createDoctorPass("another secret of the same length as it", now),
    ...[-3_600_000, -61_000, 120_000].map((ms) => createDoctorPass(secret, now + ms)),
  ];
  for (const one of bad)
    expect([one, await ask(one.replace(/[^\x20-\x7e]/g, "~"))]).toEqual([one, { ok: true }]);
  await server.close();
});
