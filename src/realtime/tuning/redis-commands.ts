// Replaces `sendCommand` and `duplicate` of ioredis 6, which @socket.io/redis-streams-adapter 0.3 uses. The adapter
// ignores failing commands, and their unhandled rejections would end the process. Counting them bounds the queue while
// Redis is away. test/faults/stores.test.ts fails when the libraries change.
import type { Redis } from "ioredis";

export interface CommandCounter {
  readonly redis: Redis;
  readonly connections: readonly Redis[];
  readonly pending: number;
}

export function countCommands(redis: Redis): CommandCounter {
  const connections: Redis[] = [];
  let pending = 0;
  const onSettled = () => {
    pending--;
  };
  const instrument = (connection: Redis): Redis => {
    connections.push(connection);
    const send = connection.sendCommand.bind(connection);
    connection.sendCommand = (command, stream) => {
      pending++;
      command.promise.then(onSettled, onSettled);
      return send(command, stream);
    };
    const duplicate = connection.duplicate.bind(connection);
    connection.duplicate = ((options) => instrument(duplicate(options))) as typeof connection.duplicate;
    return connection;
  };
  return {
    redis: instrument(redis),
    connections,
    get pending() {
      return pending;
    },
  };
}
