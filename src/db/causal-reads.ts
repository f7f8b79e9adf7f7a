import type { mongo } from "mongoose";

type Session = mongo.ClientSession;

// A new primary may not know yet what a majority has, so a majority read could miss what the old one confirmed. Reads
// therefore name the last operation that this process has seen. Replaces `startSession` of mongodb 7.8.0, which the
// driver calls for every operation. Test: database/promises, "a read names".
export function readAfterOwnWrites(client: mongo.MongoClient): void {
  const { startSession } = client;
  let last: Pick<Session, "operationTime" | "clusterTime"> = {};
  const onEnded = ({ operationTime, clusterTime }: Session): void => {
    if (operationTime && !last.operationTime?.greaterThan(operationTime))
      last = { operationTime, clusterTime };
  };
  client.startSession = (options) => {
    const session = Reflect.apply(startSession, client, [{ ...options, causalConsistency: true }]);
    if (last.operationTime) session.advanceOperationTime(last.operationTime);
    if (last.clusterTime) session.advanceClusterTime(last.clusterTime);
    session.once("ended", onEnded);
    return session;
  };
}
