export interface StoreOptions {
  /** The data directory; it is made if it is not there. */
  dir: string;
  /** Called when the store has died by itself: nothing can be read or written any more. */
  onCrash?: (reason: Error) => void;
}

export interface Store {
  /** A connection string for any MongoDB driver. */
  readonly uri: string;
  close(): Promise<void>;
}

export async function start(_options: StoreOptions): Promise<Store> {
  throw new Error("the embedded store is being built");
}
