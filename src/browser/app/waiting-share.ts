/** Pictures and text shared from a phone. The worker stores them in IndexedDB until a room takes them. */
export interface WaitingShare {
  at: number;
  pictures: File[];
  /** Names of files that are no GIFs. */
  refused: string[];
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

/** Reads and deletes in one transaction, so that of several tabs one gets it. */
export async function takeShare(): Promise<WaitingShare | undefined> {
  const share = await transact<WaitingShare | undefined>("readwrite", (store) => {
    const reading = store.get(KEY);
    store.delete(KEY);
    return reading;
  });
  return share && isFresh(share) ? share : undefined;
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
