/** The words of signing in: links from Telegram and from other devices. */
export const LOGIN = {
  signIn: { en: "Sign in", ru: "Вход" },
  as: { en: "Sign in as {name}?", ru: "Войти как {name}?" },
  fromTelegram: {
    en: "This link comes from the bot in Telegram. It works once. Go on only if you asked for it yourself.",
    ru: "Ссылка из бота в Telegram. Она работает один раз. Продолжайте, только если вы сами её запросили.",
  },
  fromDevice: {
    en: "This link comes from another device. It works once. Go on only if that device is yours.",
    ru: "Ссылка с другого устройства. Она работает один раз. Продолжайте, только если то устройство ваше.",
  },
  leaves: {
    en: "This browser is {you} now. What {you} made stays with {you}.",
    ru: "Сейчас в этом браузере {you}. Всё, что создано здесь, останется за {you}.",
  },
  go: { en: "Sign in", ru: "Войти" },
  isYou: { en: "You are {name} here already", ru: "Здесь уже вошли вы: {name}" },
  open: { en: "Open Roomtone", ru: "Открыть Roomtone" },
  spent: { en: "This link was used or is too old", ru: "Ссылка уже использована или устарела" },
  spentHelp: {
    en: "Ask for a new one where you got it: the bot, or the first device.",
    ru: "Запросите новую там же: у бота или на первом устройстве.",
  },
  failed: { en: "Signing in did not work", ru: "Войти не получилось" },
};
