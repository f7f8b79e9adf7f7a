/** Names and descriptions of what browsers keep of the trays. */
export const KEPT = `new Promise(async (resolve, reject) => {
  // To open it would make it.
  if (!(await indexedDB.databases()).some(({ name }) => name === "gif-chat-trays")) return resolve(["none"]);
  const opening = indexedDB.open("gif-chat-trays");
  opening.onerror = reject;
  opening.onsuccess = () => {
    const store = opening.result.transaction("pictures").objectStore("pictures");
    const reading = store.getAll();
    reading.onsuccess = () => {
      opening.result.close();
      const trays = reading.result.filter(({ uploads }) => uploads);
      const lost = trays.flatMap(({ uploads }) => uploads).length - (reading.result.length - trays.length);
      resolve(lost ? ["lost", lost] : trays.flatMap(({ uploads }) => uploads.map(({ name, alt }) => [name, alt])));
    };
  };
})`;
