/** The words of Share and of the people panel, which are loaded with it. */
import type { Phrase, PluralPhrase } from "../i18n";

export const PANEL = {
  close: { en: "Close", ru: "Закрыть" },
  hereNow: { en: "Here now", ru: "Сейчас здесь" },
  away: { en: "People with access, away", ru: "Есть доступ, не здесь" },
  removed: { en: "Removed", ru: "Удалены" },
  you: { en: "you", ru: "вы" },
  byLink: { en: "By link", ru: "По ссылке" },
  anyone: { en: "Anyone with the link", ru: "Все, у кого есть ссылка" },
  lock: { en: "Lock editing", ru: "Закрыть правку" },
  roleOf: { en: "Role: {name}", ru: "Роль: {name}" },
  makeOwner: { en: "Make owner…", ru: "Сделать владельцем…" },
  makeOwnerTitle: { en: "Make {name} an owner?", ru: "Сделать владельцем: {name}?" },
  makeOwnerText: {
    en: "Owners can delete the session and change everybody's role, including yours.",
    ru: "Владелец может удалить сессию и забрать роль у любого, у вас тоже.",
  },
  makeOwnerVerb: { en: "Make owner", ru: "Сделать владельцем" },
  remove: { en: "Remove…", ru: "Удалить…" },
  removeTitle: { en: "Remove {name}?", ru: "Удалить: {name}?" },
  removeText: {
    en: "They cannot open the session again from this browser. In another browser they can come as a new guest, with what the link allows. You can let them in again here.",
    ru: "Этот браузер больше не откроет сессию. Другой браузер станет новым гостем, которому можно то же, что всем по ссылке. Впустить снова можно здесь.",
  },
  letIn: { en: "Let in again", ru: "Впустить снова" },
  changeName: { en: "Change name", ru: "Сменить имя" },
  nameHelp: {
    en: "Everybody sees it, in every session. You need not change it.",
    ru: "Его видят все, в каждой сессии. Менять не обязательно.",
  },
  leaveToText: {
    en: "{name} owns the session then. You keep only what the link lets everybody do.",
    ru: "Владельцем станет {name}. Останется только то, что можно всем по ссылке.",
  },
  changed: { en: "{name}: {role}", ru: "{name}: {role}" },
  invitations: { en: "Invitations", ru: "Приглашения" },
  inviteKey: { en: "Invitation with a role", ru: "Приглашение с ролью" },
  inviteTitle: { en: "Invitation with a role", ru: "Приглашение с ролью" },
  role: { en: "Role", ru: "Роль" },
  hour: { en: "1 hour", ru: "1 час" },
  day: { en: "1 day", ru: "1 день" },
  week: { en: "7 days", ru: "7 дней" },
  always: { en: "No end", ru: "Без срока" },
  worksFor: { en: "Works for", ru: "Действует" },
  uses: { en: "Uses", ru: "Сколько раз" },
  once: { en: "Once", ru: "Один раз" },
  any: { en: "Any number", ru: "Сколько угодно" },
  note: { en: "Note", ru: "Заметка" },
  invited: { en: "Invited, no answer yet", ru: "Приглашены, ответа нет" },
  inviteVerb: { en: "Invite", ru: "Пригласить" },
  invitationSent: { en: "Invited.", ru: "Приглашение отправлено." },
  cancel: { en: "Cancel", ru: "Отмена" },
  makeInvitation: { en: "Make invitation", ru: "Создать приглашение" },
  copied: { en: "Invitation copied.", ru: "Приглашение скопировано." },
  shownOnce: {
    en: "Shown once. Make another if you lose it.",
    ru: "Показано один раз. Потеряете: создайте другое.",
  },
  worksOnce: { en: "Works once", ru: "На один раз" },
  usedOf: { en: "{n} of {m} used", ru: "Использовано {n} из {m}" },
  noEnd: { en: "no end", ru: "без срока" },
  byYou: { en: "by you", ru: "ваше" },
  by: { en: "by {name}", ru: "от {name}" },
  revoke: { en: "Revoke", ru: "Отозвать" },
  revokeTitle: { en: "Revoke the invitation “{name}”?", ru: "Отозвать приглашение «{name}»?" },
  revokeText: {
    en: "Its link stops working at once. Who came by it keeps their role.",
    ru: "Ссылка сразу перестанет работать. Кто по ней пришёл, сохранит роль.",
  },
} satisfies Record<string, Phrase>;

export const SHARING = {
  shareTitle: { en: "Share “{title}”", ru: "Поделиться: «{title}»" },
  link: { en: "Link", ru: "Ссылка" },
  copyLink: { en: "Copy link", ru: "Скопировать ссылку" },
  linkCopied: { en: "Link copied.", ru: "Ссылка скопирована." },
  onlyMembers: { en: "Only the people below can open it.", ru: "Откроют только люди из списка." },
  send: { en: "Send…", ru: "Отправить…" },
  chatShows: { en: "What a chat shows", ru: "Что увидят в чате" },
  nothingOfIt: { en: "A chat shows nothing of it.", ru: "В чате об этом ничего не видно." },
  qr: { en: "QR code of the link", ru: "QR-код ссылки" },
  forPhone: { en: "For a phone in the room", ru: "Для телефона рядом" },
  saveQr: { en: "Save QR", ru: "Сохранить QR" },
  keepBeside: { en: "Keep open at the side", ru: "Держать сбоку" },
  nameOrCode: { en: "Name or code of a person", ru: "Имя или код человека" },
  nobodyOfThatName: {
    en: "You know nobody of that name here. Enter their code, or send them the link.",
    ru: "Знакомых с таким именем здесь нет. Введите код или отправьте ссылку.",
  },
  lastOwner: { en: "Make somebody owner first.", ru: "Сначала назначьте другого владельца." },
  offline: { en: "Offline", ru: "Нет сети" },
} satisfies Record<string, Phrase>;

export const HERE: PluralPhrase = {
  en: { one: "{n} here", other: "{n} here" },
  ru: { one: "{n} здесь", few: "{n} здесь", many: "{n} здесь" },
};

export const USED: PluralPhrase = {
  en: { one: "Used once", other: "Used {n} times" },
  ru: { one: "Использовано {n} раз", few: "Использовано {n} раза", many: "Использовано {n} раз" },
};

export const DAYS: PluralPhrase = {
  en: { one: "{n} day left", other: "{n} days left" },
  ru: { one: "ещё {n} день", few: "ещё {n} дня", many: "ещё {n} дней" },
};

export const HOURS: PluralPhrase = {
  en: { one: "{n} h left", other: "{n} h left" },
  ru: { one: "ещё {n} ч", few: "ещё {n} ч", many: "ещё {n} ч" },
};

export const MODERATION = {
  admins: { en: "an admin of this server", ru: "администратора сервера" },
  slow: { en: "Slow mode", ru: "Медленный режим" },
  seconds: { en: "{n} s", ru: "{n} с" },
  minutes: { en: "{n} min", ru: "{n} мин" },
  senders: { en: "Who marked moments", ru: "Кто отмечал" },
  anonymous: { en: "Anonymous" },
  keptOut: { en: "Guests are kept out", ru: "Гости не допускаются" },
  removeVerb: { en: "Remove", ru: "Удалить" },
  removeWith: { en: "Remove with {moments}", ru: "Удалить: {moments}" },
  networkTitle: { en: "Remove everybody of this network?", ru: "Удалить всех из этой сети?" },
  networkText: {
    en: "What they sent goes, and guests of this network cannot mark moments any more, not as new guests either. Neighbours behind the same address are kept out with them; who signs in or has a role is not. Undo stays in Recent steps.",
    ru: "Их моменты исчезнут, и гости из этой сети больше не смогут отмечать, новые тоже. Соседи за тем же адресом не смогут вместе с ними; кто вошёл или получил роль, сможет. Отменить можно в «Последних действиях».",
  },
  steps: { en: "Recent steps", ru: "Последние действия" },
  all: { en: "All", ru: "Все" },
  undone: { en: "undone", ru: "отменено" },
  wasRemoved: { en: "{name} removed", ru: "Удалены: {name}" },
  wasDeleted: { en: "Moment at {time} deleted", ru: "Момент {time} удалён" },
  wasLocked: { en: "Editing locked", ru: "Правка закрыта" },
  wasUnlocked: { en: "Editing unlocked", ru: "Правка открыта" },
  wasSlowed: { en: "Slow mode set to {n} s", ru: "Медленный режим: {n} с" },
  wasNotSlowed: { en: "Slow mode off", ru: "Медленный режим выключен" },
} satisfies Record<string, Phrase>;

export const MOMENTS: PluralPhrase = {
  en: { one: "{n} moment", other: "{n} moments" },
  ru: { one: "{n} момент", few: "{n} момента", many: "{n} моментов" },
};

export const TAPS: PluralPhrase = {
  en: { one: "{n} tap", other: "{n} taps" },
  ru: { one: "{n} нажатие", few: "{n} нажатия", many: "{n} нажатий" },
};

export const WITH: PluralPhrase = {
  en: { one: "With {n} moment", other: "With {n} moments" },
  ru: { one: "Вместе с {n} моментом", few: "Вместе с {n} моментами", many: "Вместе с {n} моментами" },
};

export const BY_NETWORK: PluralPhrase = {
  en: { one: "{n} person of one network", other: "{n} people of one network" },
  ru: {
    one: "{n} человек из одной сети",
    few: "{n} человека из одной сети",
    many: "{n} человек из одной сети",
  },
};
