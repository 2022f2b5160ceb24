/** The words of Share and of the people panel, and of the messages to people whose role has changed. */
import type { Phrase, PluralPhrase } from "../i18n";

export const PEOPLE = {
  people: { en: "People", ru: "Люди" },
  close: { en: "Close", ru: "Закрыть" },
  hereNow: { en: "Here now", ru: "Сейчас здесь" },
  away: { en: "People with access, away", ru: "Есть доступ, не здесь" },
  removed: { en: "Removed", ru: "Удалены" },
  you: { en: "you", ru: "вы" },
  byLink: { en: "By link", ru: "По ссылке" },
  nameless: { en: "Somebody", ru: "Кто-то" },
  anyone: { en: "Anyone with the link", ru: "Все, у кого есть ссылка" },
  lock: { en: "Lock editing", ru: "Закрыть правку" },
  locked: { en: "Editing is locked for now.", ru: "Правка пока закрыта." },
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
  removeVerb: { en: "Remove", ru: "Удалить" },
  letIn: { en: "Let in again", ru: "Впустить снова" },
  joinAs: { en: "Others will see you as", ru: "Другие увидят вас под именем" },
  changeName: { en: "Change name", ru: "Сменить имя" },
  yourName: { en: "What should others call you?", ru: "Как вас называть?" },
  name: { en: "Name", ru: "Имя" },
  nameHelp: {
    en: "Everybody sees it, in every session. You need not change it.",
    ru: "Его видят все, в каждой сессии. Менять не обязательно.",
  },
  keepName: { en: "Keep the name as it is", ru: "Оставить имя как есть" },
  saveName: { en: "Save", ru: "Сохранить" },
  leave: { en: "Leave…", ru: "Выйти…" },
  leaveTitle: { en: "Give up your role?", ru: "Отказаться от роли?" },
  leaveText: {
    en: "You keep only what the link lets everybody do.",
    ru: "Останется только то, что можно всем по ссылке.",
  },
  leaveToText: {
    en: "{name} owns the session then. You keep only what the link lets everybody do.",
    ru: "Владельцем станет {name}. Останется только то, что можно всем по ссылке.",
  },
  leaveVerb: { en: "Leave", ru: "Выйти" },
  changed: { en: "{name}: {role}", ru: "{name}: {role}" },
  undo: { en: "Undo", ru: "Отменить" },
  asks: { en: "{name} asks to edit", ru: "{name} просит доступ к правке" },
  accept: { en: "Accept", ru: "Принять" },
  decline: { en: "Decline", ru: "Отклонить" },
  ask: { en: "Ask to edit", ru: "Попросить доступ" },
  asked: { en: "Asked. Waiting for the owner.", ru: "Запрос отправлен, ждём владельца." },
  takeBack: { en: "Take back", ru: "Отозвать" },
  watching: { en: "You can only watch here.", ru: "Здесь вы только смотрите." },
  canEdit: { en: "You can edit now.", ru: "Теперь вы можете менять." },
  onlyWatch: {
    en: "You can only watch now. Your last change was not kept.",
    ru: "Теперь вы только смотрите. Последняя правка не сохранена.",
  },
  declined: { en: "Your request to edit was declined.", ru: "Запрос на правку отклонён." },
  noLonger: { en: "You can no longer open this session.", ru: "Эта сессия вам больше не открыта." },
  noLongerHelp: {
    en: "Its owner made it private, or removed you.",
    ru: "Владелец закрыл её или удалил вас.",
  },
  wasRemoved: { en: "You were removed from this session.", ru: "Вас удалили из этой сессии." },
  linkView: {
    en: "Session link copied! Anyone with this link can view.",
    ru: "Ссылка скопирована. По ней можно смотреть.",
  },

  invitations: { en: "Invitations", ru: "Приглашения" },
  invitation: { en: "Invitation", ru: "Приглашение" },
  inviteKey: { en: "Invitation with a role", ru: "Приглашение с ролью" },
  inviteTitle: { en: "Invitation with a role", ru: "Приглашение с ролью" },
  role: { en: "Role", ru: "Роль" },
  worksFor: { en: "Works for", ru: "Действует" },
  hour: { en: "1 hour", ru: "1 час" },
  day: { en: "1 day", ru: "1 день" },
  week: { en: "7 days", ru: "7 дней" },
  always: { en: "No end", ru: "Без срока" },
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
  join: { en: "Join", ru: "Присоединиться" },
  open: { en: "Open", ru: "Открыть" },
  hasIt: { en: "You have this role already.", ru: "Эта роль у вас уже есть." },
  untitled: { en: "Untitled Session" },
  invitedBy: {
    en: "{name} invites you. Your role: {role}.",
    ru: "Вас приглашает {name}. Ваша роль: {role}.",
  },
  invitedAs: { en: "You are invited. Your role: {role}.", ru: "Вас приглашают. Ваша роль: {role}." },
  spent: { en: "This invitation is no longer valid.", ru: "Приглашение больше не действует." },
  spentHelp: {
    en: "Ask whoever sent it for another one, or send them your code: with it they let you in.",
    ru: "Попросите у отправителя другое или пришлите ему свой код: по коду вас впустят.",
  },
  copyCode: { en: "Copy my code", ru: "Скопировать мой код" },
  codeCopied: {
    en: "Copied. Send it to who invited you.",
    ru: "Скопировано. Отправьте тому, кто пригласил.",
  },
  tryAgain: { en: "Try again", ru: "Повторить" },
  home: { en: "Go Home", ru: "На главную" },
} satisfies Record<string, Phrase>;

export const SHARE = {
  share: { en: "Share", ru: "Поделиться" },
  shareMore: { en: "Share…", ru: "Поделиться…" },
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
