export const WORDS = {
  title: { en: "Open a room, send the link.", ru: "Откройте комнату, пришлите ссылку." },
  line1: {
    en: "Play, clip, record and listen live with other people.",
    ru: "Играйте, отмечайте, записывайте и слушайте вместе.",
  },
  line2: { en: "No account, nothing to install.", ru: "Без регистрации и установки." },
  paste: { en: "Paste a session link", ru: "Ссылка на сессию" },
  join: { en: "Join", ru: "Войти" },
  badLink: { en: "That is not a Roomtone link.", ru: "Это не ссылка Roomtone." },
  recent: { en: "Recent", ru: "Недавнее" },
  shortcuts: { en: "Shortcuts", ru: "Клавиши" },
  offline: { en: "Offline", ru: "Нет сети" },
  needsNetwork: {
    en: "Offline. A new session needs a network.",
    ru: "Нет сети. Для новой сессии она нужна.",
  },
  safe: { en: "All kept", ru: "Сохранено" },
  untitled: { en: "Untitled Session" },
};

/** The home of somebody who uses it. */
export const ROOMS = {
  title: { en: "Your rooms", ru: "Ваши комнаты" },
  live: { en: "Live now", ru: "Сейчас" },
  earlier: { en: "Earlier", ru: "Раньше" },
  forYou: { en: "For you", ru: "Вам" },
  more: { en: "More for {title}", ru: "Ещё: {title}" },
  open: { en: "Open", ru: "Открыть" },
  copyLink: { en: "Copy link", ru: "Скопировать ссылку" },
  linkCopied: { en: "Link copied", ru: "Ссылка скопирована" },
  delete: { en: "Delete…", ru: "Удалить…" },
  filter: { en: "Kind", ru: "Вид" },
  find: { en: "Find in your rooms", ru: "Найти в своих комнатах" },
  noneFound: { en: "Nothing is called “{q}”.", ru: "Ничего не называется «{q}»." },
  clear: { en: "Clear", ru: "Очистить" },
  all: { en: "All", ru: "Все" },
  shared: { en: "Shared", ru: "Общие" },
  goesToBin: {
    en: "To the bin after {date} unless opened",
    ru: "Уйдёт в удалённое после {date}, если не открыть",
  },
  sharedBy: { en: "shared by {name}", ru: "поделился {name}" },
  asksFor: { en: "{name} asks to edit {title}", ru: "{name} просит доступ к правке: {title}" },
  invites: {
    en: "{name} invites you to {title}. Your role: {role}.",
    ru: "{name} приглашает вас: {title}. Ваша роль: {role}.",
  },
  until: { en: "until {day}", ru: "до {day}" },
  declined: { en: "Declined.", ru: "Отклонено." },
  showAll: { en: "Show all {n}", ru: "Показать все: {n}" },
  noShared: { en: "Nothing shared yet.", ru: "Общих сессий пока нет." },
  down: { en: "Next session", ru: "Следующая сессия" },
  up: { en: "Previous session", ru: "Предыдущая сессия" },
};

export const KEPT_HERE = {
  en: { one: "1 session depends on this browser", other: "{n} sessions depend on this browser" },
  ru: {
    one: "{n} сессия держится на этом браузере",
    few: "{n} сессии держатся на этом браузере",
    many: "{n} сессий держатся на этом браузере",
  },
};

export const KEY_CARD = {
  text: {
    en: "With a recovery key they open anywhere. Without it nobody can restore them.",
    ru: "С ключом восстановления они откроются где угодно. Без него их не вернёт никто.",
  },
  show: { en: "Show the key", ru: "Показать ключ" },
  another: { en: "Use on another device", ru: "Открыть на другом устройстве" },
  hide: { en: "Hide for a week", ru: "Скрыть на неделю" },
};
