import { BaseSequencer, type TestSpecification } from "vitest/node";

/** In a fresh clone nothing is known of earlier runs, and the largest file is not the slowest. */
const slowest = [
  ...[
    "quality/states",
    "quality/languages",
    "maker/states",
    "server/crash",
    "quality/quality",
    "quality/overflow",
  ],
  ...["faults/step-down", "faults/kills", "faults/lost-answers", "faults/seats"],
  ...["backup/load", "browser/knocking", "browser/room/reading", "seats/never-entered", "promises/kills"],
  ...["browser/room/endings", "browser/room/gifs", "browser/room/losing-connection", "onion/onion-floods"],
  ...["browser/room/talking", "browser/maker/maker", "gifs/small", "quotas/guesses", "rooms/room-removal"],
  ...["server/config", "rooms/settings", "instances/events", "backup/backup"],
];

const rank = ({ moduleId }: TestSpecification): number => {
  const found = slowest.findIndex((name) => new RegExp(`/${name}\\.(test|thorough)\\.ts$`).test(moduleId));
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
