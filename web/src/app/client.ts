import { memoryStorage, type QueueStorage, RoomtoneClient, webStorage } from "../sdk";

function storage(): QueueStorage {
  try {
    return webStorage(localStorage);
  } catch {
    return memoryStorage(); // storage is refused in some private windows: the queue then lives as long as the page
  }
}

/** The one client of this page: who we are, the connection, the queue. */
export const client = new RoomtoneClient({ storage: storage() });
