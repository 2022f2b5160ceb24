import { memoryStorage, type QueueStorage, RoomtoneClient, webStorage } from "../sdk";
import { guestName } from "./guest-name";
import { settings } from "./settings";
import { inTelegram, telegramToken } from "./telegram";

function storage(): QueueStorage {
  try {
    return webStorage(localStorage);
  } catch {
    return memoryStorage(); // storage is refused in some private windows: the queue then lives as long as the page
  }
}

const UUID_AT_THE_END = /\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i;

/** The one client of this page: the user, the connection and the queue. */
export const client = new RoomtoneClient({
  storage: storage(),
  ...(inTelegram ? { getToken: telegramToken } : {}),
  guestName,
  lastUserId: () => settings.get("user"),
  guestSession: () => UUID_AT_THE_END.exec(location.pathname)?.[1]?.toLowerCase(),
});
