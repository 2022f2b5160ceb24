import { type Phrase, t } from ".";
import { bytes } from "./bytes";

/** The fields of an error that the texts need: the SDK's RoomtoneError has them. */
export interface CodedError {
  code: string;
  message: string;
  details: Readonly<Record<string, unknown>>;
}

const WORDS: Record<string, Phrase> = {
  invalid_payload: { en: "That did not fit: {reason}.", ru: "Не подошло: {reason}." },
  invalid_session_id: { en: "This session does not exist.", ru: "Сессия не найдена" },
  session_not_found: { en: "This session does not exist.", ru: "Сессия не найдена" },
  unauthorized: { en: "Your sign-in has run out. Reload to go on.", ru: "Вход истёк. Обновите страницу." },
  blocked: {
    en: "The admins of this server have blocked you.",
    ru: "Администраторы этого сервера вас заблокировали.",
  },
  forbidden: { en: "You cannot do this here.", ru: "Нет доступа к этому действию." },
  invalid_transition: {
    en: "Already changed elsewhere. This page is up to date now.",
    ru: "Состояние уже изменилось. Страница обновлена.",
  },
  too_soon: {
    en: "You already have a moment within two seconds of this one.",
    ru: "Другой ваш момент — меньше чем в двух секундах от этого.",
  },
  rate_limited: { en: "Too fast. Try again in {n} s.", ru: "Слишком часто. Повторите через {n} с." },
  too_large: {
    en: "Too large: {size}, the limit is {limit}.",
    ru: "Слишком большой: {size}, предел {limit}.",
  },
  too_large_author: {
    en: "You have marked as many moments here as one person can.",
    ru: "Вы отметили здесь столько моментов, сколько может один человек.",
  },
  too_large_network: {
    en: "Guests of your network can mark no more moments here.",
    ru: "Гости вашей сети больше не могут отмечать здесь моменты.",
  },
  too_large_guests: {
    en: "Guests can mark no more moments here.",
    ru: "Гости больше не могут отмечать здесь моменты.",
  },
  too_large_session: {
    en: "This stream holds no more moments.",
    ru: "Больше моментов в этот стрим не помещается.",
  },
  too_large_versions: {
    en: "20 versions have a name, which is the limit. Empty the name of one first.",
    ru: "Названия есть у 20 версий, больше нельзя. Сначала сотрите название одной из них.",
  },
  too_large_plain: { en: "Too large.", ru: "Слишком большой." },
  storage_full: {
    en: "There is no room: {used} of {limit} are used. Delete something and empty the bin.",
    ru: "Нет места: занято {used} из {limit}. Удалите лишнее и очистите корзину.",
  },
  storage_full_server: {
    en: "The server has no room left. Nothing was changed. Try again later.",
    ru: "На сервере не осталось места. Ничего не изменилось. Повторите позже.",
  },
  conflict: {
    en: "Someone changed this first. Look again, then retry.",
    ru: "Кто-то изменил раньше. Проверьте и повторите.",
  },
  ticket_spent: {
    en: "This link was used or is too old. Make a new one on the first device.",
    ru: "Ссылка уже использована или устарела. Создайте новую на первом устройстве.",
  },
  offline: {
    en: "No connection to the server. Nothing was changed.",
    ru: "Нет связи с сервером. Ничего не изменилось.",
  },
  internal_error: {
    en: "Something broke on our side. Nothing was changed.",
    ru: "Ошибка на сервере. Ничего не изменилось.",
  },
};

/** Failures of the connection to the server. */
const UNREACHED = new Set(["offline", "connection_lost", "timeout", "closed"]);

export function isCoded(error: unknown): error is CodedError {
  return error instanceof Error && typeof (error as Partial<CodedError>).code === "string";
}

/** Seconds until a `rate_limited` caller may come back, at least one. */
export function retryAfter(error: CodedError): number {
  const seconds = error.details.retry_after;
  return typeof seconds === "number" ? Math.max(1, Math.ceil(seconds)) : 1;
}

/** The message for people; an error without a known code is treated as the server's fault. */
export function errorSentence(error: unknown): string {
  if (!isCoded(error)) return t(WORDS.internal_error as Phrase);
  const { size, limit, used, of } = error.details;
  const sized = typeof size === "string" && typeof limit === "string";
  const code = UNREACHED.has(error.code)
    ? "offline"
    : error.code === "too_large" && !sized
      ? typeof of === "string" && `too_large_${of}` in WORDS
        ? `too_large_${of}`
        : "too_large_plain"
      : error.code === "storage_full" && of === "server"
        ? "storage_full_server"
        : error.code;
  const phrase = WORDS[code] ?? (WORDS.internal_error as Phrase);
  return t(phrase, {
    reason: error.message.replace(/\.$/, ""),
    n: retryAfter(error),
    size: String(size),
    used: typeof used === "number" ? bytes(used) : String(used),
    limit: typeof limit === "number" ? bytes(limit) : String(limit),
  });
}

/** The reference that a user may report: the first characters of the request id. */
export function reference(error: unknown): string | undefined {
  if (!isCoded(error)) return undefined;
  const id = error.details.request_id;
  return typeof id === "string" ? id.slice(0, 8).toUpperCase() : undefined;
}
