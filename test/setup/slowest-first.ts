import { BaseSequencer, type TestSpecification } from "vitest/node";

/** In a fresh clone nothing is known of earlier runs, and the largest file is not the slowest. */
const slowest = [
  ...["browser/knocking", "browser/room/endings", "browser/room/alone", "browser/room/reading"],
  ...["browser/room/losing-connection", "browser/room/room-rules", "visitors/new-sessions"],
  ...["quotas/proofs", "browser/lobby", "browser/room/panel", "quotas/guesses", "rooms/room-removal"],
  ...["server/config", "realtime/backpressure", "instances/seats", "server/database", "rooms/lifetimes"],
];

const rank = ({ moduleId }: TestSpecification): number => {
  const found = slowest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return found < 0 ? slowest.length : found;
};

/** The files that take longest begin first, so that no worker is alone with one of them in the end. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    return projects.flatMap((project) =>
      sorted.filter((file) => file.project === project).sort((a, b) => rank(a) - rank(b)),
    );
  }
}
