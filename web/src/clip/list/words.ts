export const LIST = {
  page: { en: "Clips", ru: "Клипы" },
  asLastTime: { en: "As last time: {settings}", ru: "Как в прошлый раз: {settings}" },
  lead: { en: "reaction lead {n} s", ru: "поправка {n} с" },
  slow: { en: "slow mode {n} s", ru: "медленный режим {n} с" },
  heat: { en: "viewers see the heat", ru: "зрители видят жар" },
  newSession: { en: "New clip session", ru: "Новая сессия клипов" },
  create: { en: "Create session", ru: "Создать сессию" },
  empty: { en: "No sessions yet.", ru: "Сессий пока нет." },
  emptyHelp: {
    en: "Create one before you go live. You get a link for your viewers.",
    ru: "Создайте её до эфира. Вы получите ссылку для зрителей.",
  },
  openNamed: { en: "Open {title}", ru: "Открыть: {title}" },
  sessions: { en: "Your sessions", ru: "Ваши сессии" },
  more: { en: "More for {title}", ru: "Ещё: {title}" },
  copyViewerLink: { en: "Copy viewer link", ru: "Скопировать ссылку для зрителей" },
  deleteItem: { en: "Delete…", ru: "Удалить…" },
  deleteTitle: { en: 'Delete "{title}"?', ru: "Удалить «{title}»?" },
  deleteVerb: { en: "Delete session", ru: "Удалить сессию" },
  deleted: { en: "Session deleted.", ru: "Сессия удалена." },
  failed: { en: "Your sessions could not be loaded.", ru: "Не удалось загрузить ваши сессии." },
  find: { en: "Find a session", ru: "Найти сессию" },
  filter: { en: "State", ru: "Состояние" },
  all: { en: "All", ru: "Все" },
  noneFound: { en: "No session matches.", ru: "Таких сессий нет." },
  showMore: { en: "Show more", ru: "Показать ещё" },
  moveDown: { en: "Next session", ru: "Следующая сессия" },
  moveUp: { en: "Previous session", ru: "Предыдущая сессия" },
  tooFast: { en: "Try again in {n} s", ru: "Повторите через {n} с" },
  offline: { en: "Offline", ru: "Нет сети" },
};

export const LOST_MOMENTS = {
  en: {
    one: "Its 1 moment goes with it. You can bring it back for 30 days: Deleted, in the account menu.",
    other: "Its {n} moments go with it. You can bring it back for 30 days: Deleted, in the account menu.",
  },
  ru: {
    one: "Вместе с ней удалится {n} момент. 30 дней её можно вернуть: «Удалённое» в профиле.",
    few: "Вместе с ней удалятся {n} момента. 30 дней её можно вернуть: «Удалённое» в профиле.",
    many: "Вместе с ней удалятся {n} моментов. 30 дней её можно вернуть: «Удалённое» в профиле.",
  },
};

/** The same on the home page, which knows the taps. */
export const LOST_TAPS = {
  en: {
    one: "Its 1 tap goes with it. You can bring it back for 30 days: Deleted, in the account menu.",
    other: "Its {n} taps go with it. You can bring it back for 30 days: Deleted, in the account menu.",
  },
  ru: {
    one: "Вместе с ней удалится {n} нажатие. 30 дней её можно вернуть: «Удалённое» в профиле.",
    few: "Вместе с ней удалятся {n} нажатия. 30 дней её можно вернуть: «Удалённое» в профиле.",
    many: "Вместе с ней удалятся {n} нажатий. 30 дней её можно вернуть: «Удалённое» в профиле.",
  },
};
