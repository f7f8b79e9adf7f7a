/** Pictures and text shared from a phone. The worker stores them in IndexedDB until a room takes them. */
export interface WaitingShare {
  at: number;
  pictures: File[];
  refused: string[];
  /** How many files were too many or too large. */
  leftOut: number;
  text: string;
}

export const KEPT_MS = 10 * 60 * 1000;

const STORE = "share";
const KEY = "waiting";

export const saveShare = (share: WaitingShare): Promise<unknown> =>
  transact("readwrite", (store) => store.put(share, KEY));

export async function peekShare(): Promise<WaitingShare | undefined> {
  const share = await transact<WaitingShare | undefined>("readonly", (store) => store.get(KEY));
  if (share && !isFresh(share)) await discardShare();
  return share && isFresh(share) ? share : undefined;
}

/** In one transaction, so that of several tabs one gets it. True if it is left, since nothing `accept`ed it. */
export async function takeShare(accept: (share: WaitingShare) => boolean): Promise<boolean> {
  let isLeft = false;
  await transact("readwrite", (store) => {
    const reading: IDBRequest<WaitingShare | undefined> = store.get(KEY);
    reading.addEventListener("success", () => {
      const share = reading.result;
      isLeft = share !== undefined && isFresh(share) && !accept(share);
      if (!isLeft) store.delete(KEY);
    });
    return reading;
  });
  return isLeft;
}

export const discardShare = (): Promise<unknown> => transact("readwrite", (store) => store.delete(KEY));

const isFresh = ({ at }: WaitingShare): boolean => Math.abs(Date.now() - at) < KEPT_MS;

async function transact<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T> | IDBRequest,
): Promise<T> {
  const database = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("gif-chat", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}
