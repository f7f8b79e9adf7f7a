declare const self: ServiceWorkerGlobalScope;

export async function focusRoom(path: unknown): Promise<void> {
  if (typeof path !== "string" || !path.startsWith("/room/")) return;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const room = windows.find(({ url }) => new URL(url).pathname === path);
  if (room) await room.focus();
  else await self.clients.openWindow(path);
}
