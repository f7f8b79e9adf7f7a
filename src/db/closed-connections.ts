import type { EventEmitter } from "node:events";
import type { mongo } from "mongoose";

interface Connection {
  readonly closed: boolean;
  readonly socket: EventEmitter;
  cleanup(error: Error): void;
}

interface Internals {
  readonly topology: {
    readonly s: {
      readonly servers: Map<string, { readonly monitor: { connection: Connection | null } | null }>;
    };
  };
}

const mended = new WeakSet<object>();

// A command that is written while its socket closes waits for the event `drain`, which never comes: the monitor of the
// server stops for good, and so does this instance. Replaces `cleanup` of the connections of mongodb 7.8.0, so that the
// wait ends with an error. Test: database/closed-connections.
export function endWaitsOfClosedConnections(client: mongo.MongoClient): void {
  const { servers } = (client as unknown as Internals).topology.s;
  for (const { monitor } of servers.values()) {
    const prototype = monitor?.connection && Object.getPrototypeOf(monitor.connection);
    if (!prototype || mended.has(prototype)) continue;
    mended.add(prototype);
    const { cleanup } = prototype as Connection;
    prototype.cleanup = function (this: Connection, error: Error) {
      const wasClosed = this.closed;
      Reflect.apply(cleanup, this, [error]);
      if (!wasClosed && this.socket.listenerCount("drain")) this.socket.emit("error", error);
    };
  }
}
