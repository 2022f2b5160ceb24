export { backoffMs } from "./backoff";
export { type ClientOptions, type CommandOptions, RoomtoneClient } from "./client";
export type { Connection } from "./connection";
export type { ConnectionState } from "./connection-state";
export type * as contract from "./contract";
export { type Advice, adviceFor, type ErrorCode, RoomtoneError } from "./errors";
export type { RequestOptions } from "./http";
export type {
  Ack,
  AnswerOf,
  CommandName,
  EventOf,
  Kind,
  Payload,
  Position,
  SessionEvent,
  SessionSignal,
  SignalOf,
  SnapshotOf,
  UntypedAck,
  User,
} from "./messages";
export { isCommand, isRefused, isSent, type OfflineQueue, type SentDetail } from "./offline-queue";
export { HEARTBEAT_MS, MAIN_PLAYER, type PlaybackOptions, PlaybackReporter } from "./playback";
export type { QueuedCommand, QueueItem } from "./queue";
export { memoryStorage, type QueueStorage, webStorage } from "./queue-storage";
export { indexedStretches, memoryStretches, type Stretch, type StretchStorage } from "./stretches";
export type { Subscription, SubscriptionHandlers, SubscriptionState } from "./subscription";
