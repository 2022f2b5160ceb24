/** The words of signing in, of other devices and of recovery keys. */
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
  leaves: {
    en: "This browser is {you} now. Sign in alone, and what {you} made stays with {you}: without a recovery key nobody can open it here again. Or bring it along: then {name} has all of it, on every device of {name}; two listening histories become one.",
    ru: "Сейчас в этом браузере {you}. Можно только войти: всё, что создано здесь, останется за {you}, и без ключа восстановления это здесь больше никто не откроет. Или взять с собой: тогда всё перейдёт к {name}, на всех устройствах; две истории прослушивания станут одной.",
  },
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

export const DEVICES = {
  another: { en: "Use on another device", ru: "Открыть на другом устройстве" },
  anotherText: {
    en: "Open this on the other device within 10 minutes. It works once, and whoever opens it is you.",
    ru: "Откройте на другом устройстве за 10 минут. Ссылка на один раз, и кто её откроет, станет вами.",
  },
  link: { en: "Link", ru: "Ссылка" },
  copyLink: { en: "Copy link", ru: "Скопировать ссылку" },
  copied: { en: "Copied.", ru: "Скопировано." },
  close: { en: "Close", ru: "Закрыть" },
  cancel: { en: "Cancel", ru: "Отмена" },
  key: { en: "Recovery key", ru: "Ключ восстановления" },
  keyText: {
    en: "With this key your sessions open on any device, also when this browser has forgotten you. Whoever has it is you. It is shown once, and nobody can restore it.",
    ru: "С ключом ваши сессии откроются на любом устройстве, даже если этот браузер вас забудет. У кого ключ, тот и вы. Он показывается один раз, и восстановить его не может никто.",
  },
  keyReplaces: {
    en: "You have a key. A new one makes it void. Type the old one, unless you have signed in just now.",
    ru: "У вас уже есть ключ. Новый его отменит. Введите прежний, если не вошли только что.",
  },
  oldKey: { en: "The key that you have", ru: "Ключ, который у вас есть" },
  show: { en: "Show the key", ru: "Показать ключ" },
  showNew: { en: "Make a new key", ru: "Создать новый ключ" },
  shownOnce: {
    en: "Shown once. Whoever has it is you. Nobody can restore it.",
    ru: "Показан один раз. У кого ключ, тот и вы. Восстановить его не может никто.",
  },
  print: { en: "Print", ru: "Напечатать" },
  copy: { en: "Copy", ru: "Скопировать" },
  kept: { en: "I have kept it", ru: "Ключ сохранён" },
  signOut: { en: "Sign out other devices", ru: "Выйти на других устройствах" },
  signOutTitle: { en: "Sign out all other devices?", ru: "Выйти на всех других устройствах?" },
  signOutText: {
    en: "They become guests without your sessions within seconds. This device stays signed in, and your recovery key goes on working. Keys for scripts end.",
    ru: "Через несколько секунд там будут гости без ваших сессий. Это устройство останется, ключ восстановления действует дальше. Ключи для скриптов будут отозваны.",
  },
  signedOutKey: {
    en: "Other devices are signed out. The recovery key that one of them made is void: make a new one.",
    ru: "На других устройствах выполнен выход. Ключ, созданный на одном из них, больше не действует: создайте новый.",
  },
  signedOut: { en: "Other devices are signed out.", ru: "На других устройствах выполнен выход." },
  wasSignedOut: {
    en: "You were signed out here from another device. You are {name} now.",
    ru: "На другом устройстве выбрали выход и здесь. Теперь вы {name}.",
  },
};
