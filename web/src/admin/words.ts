import { kinds, kindWord } from "../kinds/kinds";

export const ADMIN = {
  admin: { en: "Admin", ru: "Админ" },
  sections: { en: "Sections", ru: "Разделы" },
  overview: { en: "Overview", ru: "Обзор" },
  sessions: { en: "Sessions", ru: "Сессии" },
  alerts: { en: "Alerts", ru: "Оповещения" },
  jobs: { en: "Jobs", ru: "Задания" },
  reports: { en: "Reports", ru: "Жалобы" },
  abuse: { en: "Abuse", ru: "Злоупотребления" },
  connections: { en: "Connections", ru: "Соединения" },
  audit: { en: "Audit log", ru: "Журнал действий" },
  deleted: { en: "Bin", ru: "Корзина" },
  transfer: { en: "Export and import", ru: "Экспорт и импорт" },
  forbidden: { en: "Forbidden" },
  forbiddenHelp: { en: "Sign in with an admin account.", ru: "Войдите как администратор." },
  signInAs: {
    en: "You are {name} here, without the admin role.",
    ru: "Сейчас вы {name}, без роли администратора.",
  },
  token: { en: "Token", ru: "Токен" },
  tokenHelp: {
    en: "On the server: python -m server token --sub you --role admin",
    ru: "На сервере: python -m server token --sub you --role admin",
  },
  signIn: { en: "Sign in", ru: "Войти" },
  provider: { en: "Sign in at your provider", ru: "Войти у провайдера" },
  replaces: {
    en: "This replaces who you are in this browser.",
    ru: "В этом браузере вы станете этим пользователем.",
  },
  badToken: { en: "This token is not valid here.", ru: "Этот токен здесь недействителен." },
  noRole: { en: "This token has no admin role.", ru: "У этого токена нет роли администратора." },
  failed: { en: "The figures could not be loaded.", ru: "Не удалось загрузить показатели." },
  live: { en: "Live · {workers} · bus {ms} ms", ru: "Вживую · {workers} · шина {ms} мс" },
  stale: { en: "Figures from {time}", ru: "Показатели на {time}" },
};

export const PROCESSES = {
  en: { one: "{n} process", other: "{n} processes" },
  ru: { one: "{n} процесс", few: "{n} процесса", many: "{n} процессов" },
};

export const OVERVIEW = {
  title: { en: "Overview", ru: "Обзор" },
  updated: { en: "Updated {time}", ru: "Обновлено {time}" },
  period: { en: "Period", ru: "Период" },
  h1: { en: "1 h", ru: "1 ч" },
  h24: { en: "24 h", ru: "24 ч" },
  d7: { en: "7 d", ru: "7 д" },
  d30: { en: "30 d", ru: "30 д" },
  recalculate: { en: "Recalculate", ru: "Пересчитать" },
  noDrift: { en: "Checked {n} sessions. No drift.", ru: "Проверено сессий: {n}. Расхождений нет." },
  repaired: {
    en: "Checked {n} sessions. Repaired {wrong}.",
    ru: "Проверено сессий: {n}. Исправлено: {wrong}.",
  },
  checking: { en: "Checking: {done} of {total}", ru: "Проверка: {done} из {total}" },
  total: { en: "Total", ru: "Всего" },
  active: { en: "Active (24 h)", ru: "Активные (24 ч)" },
  created: { en: "Created Today", ru: "Созданы сегодня" },
  orphaned: { en: "Orphaned (90+ d)", ru: "Забытые (90+ дн.)" },
  depth: { en: "Remix Tree Depth", ru: "Глубина ремиксов" },
  today: { en: "+{n} today", ru: "+{n} сегодня" },
  ofAll: { en: "{percent} of all", ru: "{percent} от всех" },
  remixed: { en: "{n} remixes among them", ru: "из них ремиксов: {n}" },
  review: { en: "Review", ru: "Просмотреть" },
  longest: { en: "Longest chain", ru: "Самая длинная цепочка" },
  connections: { en: "Connections", ru: "Соединения" },
  fanOut: { en: "Fan-out time", ru: "Время рассылки" },
  creations: { en: "Creations", ru: "Создано" },
  events: { en: "Events fanned out", ru: "Разослано событий" },
  storage: { en: "Storage and cost", ru: "Место и стоимость" },
  aSession: { en: "{size} a session", ru: "{size} на сессию" },
  stored: { en: "Storage", ru: "Хранение" },
  reads: { en: "Reads", ru: "Чтение" },
  writes: { en: "Writes", ru: "Запись" },
  aMonth: { en: "A month, estimated.", ru: "В месяц, оценка." },
  byKind: { en: "By kind", ru: "По видам" },
  now: { en: "now", ru: "сейчас" },
  time: { en: "Time", ru: "Время" },
  noData: {
    en: "Nothing was measured yet. A minute must pass.",
    ru: "Ещё ничего не измерено: должна пройти минута.",
  },
  limit: { en: "in all", ru: "всего" },
};

export const FLEET = {
  title: { en: "Connections", ru: "Соединения" },
  processes: { en: "Processes", ru: "Процессы" },
  process: { en: "Process", ru: "Процесс" },
  role: { en: "Role", ru: "Роль" },
  web: { en: "web", ru: "веб" },
  worker: { en: "worker", ru: "обработчик" },
  draining: { en: "stopping", ru: "останавливается" },
  up: { en: "Running for", ru: "Работает" },
  subscribers: { en: "Subscriptions", ru: "Подписки" },
  events: { en: "Events a second", ru: "Событий в секунду" },
  busLag: { en: "Bus lag", ru: "Задержка шины" },
  loopLag: { en: "Loop lag", ru: "Задержка цикла" },
  memory: { en: "Memory", ru: "Память" },
  busiest: { en: "Busiest sessions now", ru: "Самые людные сессии сейчас" },
  session: { en: "Session", ru: "Сессия" },
  feed: { en: "Feed", ru: "Лента" },
  nobody: { en: "Nobody is subscribed to a session now.", ru: "Сейчас никто не подписан ни на одну сессию." },
  ms: { en: "{n} ms", ru: "{n} мс" },
};

/** Every kind with its word, behind a choice of all. */
export function kindChoices(all: string): [string, string][] {
  return [["", all], ...kinds.map(({ kind }): [string, string] => [kind, kindWord(kind)])];
}
