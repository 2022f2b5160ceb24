/** The words of signing in. */
export const LOGIN = {
  signIn: { en: "Sign in", ru: "Вход" },
  as: { en: "Sign in as {name}?", ru: "Войти как {name}?" },
  telegram: {
    en: "This link comes from the bot in Telegram. It works once. Go on only if you asked for it yourself.",
    ru: "Ссылка из бота в Telegram. Она работает один раз. Продолжайте, только если вы сами её запросили.",
  },
  device: {
    en: "This link comes from another device. It works once. Go on only if that device is yours.",
    ru: "Ссылка с другого устройства. Она работает один раз. Продолжайте, только если то устройство ваше.",
  },
  key: {
    en: "This is {name}'s recovery key. It goes on working until a new one is made.",
    ru: "Это ключ восстановления: {name}. Он действует, пока не создан новый.",
  },
  provider: {
    en: "Your account at the identity provider.",
    ru: "Ваша учётная запись у провайдера.",
  },
  bringTitle: { en: "Bring along what {you} made here?", ru: "Взять с собой то, что создано здесь ({you})?" },
  leaves: {
    en: "Brought along, it is {name}’s on every device, and two listening histories become one. Left, it stays with {you}: without a recovery key nobody opens it here again.",
    ru: "Если взять, всё перейдёт к {name} на всех устройствах, а две истории прослушивания станут одной. Если оставить, оно останется за {you}: без ключа восстановления здесь его больше никто не откроет.",
  },
  tryAgain: { en: "Try again", ru: "Повторить" },
  home: { en: "Go Home", ru: "На главную" },
  staysWith: {
    en: "This browser is {you} now. What {you} made stays with {you}.",
    ru: "Сейчас в этом браузере {you}. Всё, что создано здесь, останется за {you}.",
  },
  go: { en: "Sign in", ru: "Войти" },
  goAlone: { en: "Sign in only", ru: "Только войти" },
  bring: { en: "Bring it along", ru: "Взять с собой" },
  isYou: { en: "You are {name} here already", ru: "Здесь уже вошли вы: {name}" },
  open: { en: "Open Roomtone", ru: "Открыть Roomtone" },
  spent: { en: "This link was used or is too old", ru: "Ссылка уже использована или устарела" },
  spentHelp: {
    en: "Ask for a new one where you got it: the bot, or the first device.",
    ru: "Запросите новую там же: у бота или на первом устройстве.",
  },
  noKey: { en: "This recovery key does not work", ru: "Этот ключ восстановления не действует" },
  noKeyHelp: {
    en: "Check each character. A newer key makes an older one void.",
    ru: "Проверьте каждый знак. Новый ключ отменяет прежний.",
  },
  failed: { en: "Signing in did not work", ru: "Войти не получилось" },
  byKey: { en: "Sign in with a recovery key", ru: "Войти по ключу восстановления" },
  keyField: { en: "Recovery key", ru: "Ключ восстановления" },
  keyHint: {
    en: "Six groups of four characters, in any case.",
    ru: "Шесть групп по четыре знака, регистр не важен.",
  },
  next: { en: "Next", ru: "Дальше" },
};
