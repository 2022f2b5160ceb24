/** The words of other devices and of recovery keys. */
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
};

export const END = {
  title: { en: "Delete this account?", ru: "Удалить аккаунт?" },
  verb: { en: "Delete account", ru: "Удалить аккаунт" },
  close: { en: "Close", ru: "Закрыть" },
  goes: { en: "Deleted for good within minutes:", ru: "За несколько минут и навсегда удалится:" },
  goesToo: {
    en: "your listening history, keys and webhooks, deleted things, name and recovery key. All devices are signed out at once.",
    ru: "история прослушивания, ключи и вебхуки, всё удалённое, имя и ключ восстановления. Все устройства выйдут сразу.",
  },
  stays: { en: "Stays:", ru: "Останется:" },
  left: {
    en: {
      one: "{n} session that others own too. It stays theirs.",
      other: "{n} sessions that others own too. They stay theirs.",
    },
    ru: {
      one: "{n} сессия, у которой есть и другие владельцы. Она останется у них.",
      few: "{n} сессии, у которых есть и другие владельцы. Они останутся у них.",
      many: "{n} сессий, у которых есть и другие владельцы. Они останутся у них.",
    },
  },
  others: {
    en: {
      one: "your moments, notes and edits in {n} session of others, without your name.",
      other: "your moments, notes and edits in {n} sessions of others, without your name.",
    },
    ru: {
      one: "ваши моменты, заметки и правки в {n} чужой сессии, без вашего имени.",
      few: "ваши моменты, заметки и правки в {n} чужих сессиях, без вашего имени.",
      many: "ваши моменты, заметки и правки в {n} чужих сессиях, без вашего имени.",
    },
  },
  anyOthers: {
    en: "what you marked or wrote in sessions of others, without your name; jams that have no owner.",
    ru: "то, что вы отметили или написали в чужих сессиях, без вашего имени; джемы без владельца.",
  },
  key: { en: "Your recovery key", ru: "Ваш ключ восстановления" },
  signIn: {
    en: "Sign in again first: this needs a sign-in of the last ten minutes.",
    ru: "Сначала войдите заново: нужен вход не раньше десяти минут назад.",
  },
  type: { en: "Type {name} to delete", ru: "Введите {name}, чтобы удалить" },
};
