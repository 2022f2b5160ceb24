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
  docs: { en: "Docs", ru: "Документация" },
  jam: { en: "Jam", ru: "Джем" },
  safe: { en: "3 chunks safe", ru: "3 части сохранены" },
  untitled: { en: "Untitled Session" },
};

export const TAPS = {
  en: { one: "1 tap", other: "{n} taps" },
  ru: { one: "{n} нажатие", few: "{n} нажатия", many: "{n} нажатий" },
};

export const TRACKS = {
  en: { one: "1 track", other: "{n} tracks" },
  ru: { one: "{n} дорожка", few: "{n} дорожки", many: "{n} дорожек" },
};

/** The home of somebody who uses it. */
export const ROOMS = {
  title: { en: "Your rooms", ru: "Ваши комнаты" },
  live: { en: "Live now", ru: "Сейчас" },
  earlier: { en: "Earlier", ru: "Раньше" },
  forYou: { en: "For you", ru: "Вам" },
  filter: { en: "Kind", ru: "Вид" },
  all: { en: "All", ru: "Все" },
  jam: { en: "Jam", ru: "Джем" },
  clip: { en: "Clips", ru: "Клипы" },
  voice: { en: "Voice", ru: "Голос" },
  listening: { en: "Listen", ru: "Слушать" },
  heard: { en: "{n} % heard", ru: "Прослушано {n} %" },
  shared: { en: "Shared", ru: "Общие" },
  sharedBy: { en: "shared by {name}", ru: "поделился {name}" },
  asksFor: { en: "{name} asks to edit {title}", ru: "{name} просит доступ к правке: {title}" },
  invites: {
    en: "{name} invites you to {title}. Your role: {role}.",
    ru: "{name} приглашает вас: {title}. Ваша роль: {role}.",
  },
  wasShared: {
    en: "{title} was shared with you. Your role: {role}.",
    ru: "Вам открыли: {title}. Ваша роль: {role}.",
  },
  until: { en: "until {day}", ru: "до {day}" },
  declined: { en: "Declined.", ru: "Отклонено." },
  showAll: { en: "Show all {n}", ru: "Показать все: {n}" },
  noJams: { en: "No jams yet.", ru: "Джемов пока нет." },
  noClips: { en: "No clip sessions yet.", ru: "Сессий клипов пока нет." },
  noVoice: { en: "No voice sessions yet.", ru: "Голосовых сессий пока нет." },
  noListening: { en: "Nothing heard yet.", ru: "Пока ничего не прослушано." },
  noShared: { en: "Nothing shared yet.", ru: "Общих сессий пока нет." },
  asOf: { en: "As of {time}", ru: "По состоянию на {time}" },
  newJam: { en: "New Session" },
  newClips: { en: "New clips", ru: "Новые клипы" },
  newVoice: { en: "New voice", ru: "Новый голос" },
  listen: { en: "Listen", ru: "Слушать" },
  down: { en: "Next session", ru: "Следующая сессия" },
  up: { en: "Previous session", ru: "Предыдущая сессия" },
};

export const LOST_TAPS = {
  en: {
    one: "Its 1 tap goes with it. You can bring it back from Deleted for 30 days.",
    other: "Its {n} taps go with it. You can bring it back from Deleted for 30 days.",
  },
  ru: {
    one: "Вместе с ней удалится {n} нажатие. 30 дней её можно вернуть из «Удалённого».",
    few: "Вместе с ней удалятся {n} нажатия. 30 дней её можно вернуть из «Удалённого».",
    many: "Вместе с ней удалятся {n} нажатий. 30 дней её можно вернуть из «Удалённого».",
  },
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
    en: "With a recovery key they open anywhere. Without it nobody can restore them, not even we.",
    ru: "С ключом восстановления они откроются где угодно. Без него их не вернёт никто, и мы тоже.",
  },
  show: { en: "Show the key", ru: "Показать ключ" },
  another: { en: "Use on another device", ru: "Открыть на другом устройстве" },
  hide: { en: "Hide for a week", ru: "Скрыть на неделю" },
};
