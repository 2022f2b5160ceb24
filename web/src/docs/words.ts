export const DOCS = {
  page: { en: "API", ru: "API" },
  title: { en: "Roomtone API", ru: "API Roomtone" },
  intro: {
    en: "A moment, from a viewer's thumb to your program, in four calls.",
    ru: "Момент: от пальца зрителя до вашей программы за четыре вызова.",
  },
  programs: { en: "For programs:", ru: "Для программ:" },
  reference: { en: "Reference", ru: "Справочник" },
  language: { en: "", ru: "На английском: каждый маршрут, событие и сигнал." },
  filter: { en: "Filter", ru: "Фильтр" },
  contents: { en: "Contents", ru: "Содержание" },
  takes: { en: "Takes", ru: "Принимает" },
  gives: { en: "Gives", ru: "Отвечает" },
  refuses: { en: "Refuses with", ru: "Отказывает с" },
  optional: { en: "optional", ru: "необязательно" },
  who: { en: "Who: {who}", ru: "Кто: {who}" },
  none: { en: 'Nothing matches "{typed}".', ru: "Нет ничего похожего на «{typed}»." },
  failed: { en: "The documents could not be loaded.", ru: "Не удалось загрузить документы." },
};

export const EXAMPLE = {
  title: { en: "First example", ru: "Первый пример" },
  language: { en: "Language", ru: "Язык программы" },
  code: { en: "Code", ru: "Код" },
  copy: { en: "Copy", ru: "Скопировать" },
  copied: { en: "Copied.", ru: "Скопировано." },
  run: { en: "Run here", ru: "Выполнить здесь" },
  again: { en: "Run in {n} s", ru: "Через {n} с" },
  tooFast: { en: "The server asked to wait.", ru: "Сервер просит подождать." },
  back: { en: "What comes back", ru: "Что приходит в ответ" },
  recorded: { en: "an example", ru: "пример" },
  real: { en: "from this server", ru: "с этого сервера" },
  leftOut: { en: "left out: you are {name} already", ru: "пропущено: вы уже {name}" },
  ms: { en: "{n} ms", ru: "{n} мс" },
  made: { en: "You made {title}, live now, 1 moment.", ru: "Вы создали {title}: в эфире, 1 момент." },
  open: { en: "Open its room", ru: "Открыть её комнату" },
  remove: { en: "Delete it again", ru: "Удалить это" },
};

export const WAYS = {
  on: { en: "Ways on", ru: "Что дальше" },
  hear: { en: "Hear every change", ru: "Слышать каждое изменение" },
  hearHelp: {
    en: "Subscribe once: snapshot, then events in order",
    ru: "Одна подписка: снимок, затем события по порядку",
  },
  refused: { en: "When something is refused", ru: "Когда пришёл отказ" },
  refusedHelp: { en: "Each code, and what to do about it", ru: "Каждый код, и что с ним делать" },
  limits: { en: "Limits and roles", ru: "Пределы и роли" },
  limitsHelp: { en: "How much, how often, and who may", ru: "Сколько, как часто и кому можно" },
  retry: {
    en: "Send the same again later, after retry_after seconds when the answer has them.",
    ru: "Повторите то же позже: через retry_after секунд, если они есть в ответе.",
  },
  signIn: { en: "Send the same again with a new token.", ru: "Повторите то же с новым токеном." },
  giveUp: {
    en: "Do not send the same again: show the message, or read the state and decide anew.",
    ru: "Не повторяйте: покажите сообщение или прочитайте состояние и решите заново.",
  },
  ofServer: { en: "What this server accepts", ru: "Что принимает этот сервер" },
  callers: { en: "Who may call, and how many calls", ru: "Кому можно, и сколько вызовов" },
};
