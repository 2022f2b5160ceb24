// What the Telegram bot says in the same words is in one file for both.
import {
  activated,
  active,
  button_open,
  button_rename,
  button_transcript,
  done,
  forwarded_from,
  summary,
  tasks,
} from "../../../sessions/voice/words.json";
import type { Phrase, PluralPhrase } from "../i18n";

/** The labels of the keys are the same in every language. */
export const KEY_WORDS = { new: "New", rec: "Rec", cut: "Cut", pause: "Pause", done: "Done" } as const;

export const VOICE = {
  takeOver: { en: "Take over", ru: "Перехватить" },
  recordedBy: { en: "{name} is recording here now", ru: "Сейчас здесь записывает {name}" },
  takenBy: {
    en: "{name} is recording here now. What was recorded here is kept and sent.",
    ru: "Теперь здесь записывает {name}. Записанное сохранено и отправляется.",
  },
  closedElsewhere: {
    en: "The session was closed elsewhere. What was recorded here is kept and sent.",
    ru: "Сессию закрыли в другом месте. Записанное сохранено и отправляется.",
  },
  blocked: { en: "Microphone blocked", ru: "Нет доступа к микрофону" },
  undo: { en: "Undo", ru: "Вернуть" },
  close: { en: "Close", ru: "Закрыть" },
  save: { en: "Save", ru: "Сохранить" },
  edit: { en: "Edit", ru: "Изменить" },
  write: { en: "Write", ru: "Написать" },
  deleteItem: { en: "Delete", ru: "Удалить" },
  download: { en: "Download", ru: "Скачать" },
  forwarded: forwarded_from,
  answers: { en: "In reply to: {what}", ru: "Ответ на: {what}" },
  album: { en: "Album, {n} of {m}", ru: "Альбом, {n} из {m}" },
  summary,
  taskList: tasks,
  tasksDone: { en: "{n} of {m} done", ru: "готово {n} из {m}" },
  recordingDeleted: { en: "Recording deleted", ru: "Запись удалена" },
  materialDeleted: { en: "Deleted", ru: "Удалено" },
  sessionDeleted: { en: "Session deleted", ru: "Сессия удалена" },
  itemMenu: { en: "{name}: more", ru: "{name}: ещё" },
  sessionMenu: { en: "More about this session", ru: "Ещё об этой сессии" },
  deleteSession: { en: "Delete session…", ru: "Удалить сессию…" },
  deleteSessionTitle: { en: "Delete this session?", ru: "Удалить эту сессию?" },
  deleteSessionText: {
    en: "“{name}” goes with its recordings, texts and tasks. You can bring it back for 30 days: Deleted, in the account menu.",
    ru: "«{name}» уйдёт вместе с записями, текстами и задачами. 30 дней её можно вернуть: «Удалённое» в профиле.",
  },
  deleteVerb: { en: "Delete session", ru: "Удалить сессию" },
  deletedTitle: { en: "Deleted", ru: "Удалённое" },
  assembleAgain: { en: "Assemble again", ru: "Собрать записи заново" },
  findTasks: { en: "Find tasks", ru: "Найти задачи" },
  asked: { en: "Asked for", ru: "Поставлено в очередь" },
  closedHere: { en: "Closed: “{name}”", ru: "Закрыта: «{name}»" },
  readOnly: {
    en: "You can read this session, not record into it",
    ru: "Эту сессию можно читать, но не записывать",
  },
  keysHere: { en: "Show the keys", ru: "Показать кнопки" },
  keysAway: { en: "Hide the keys", ru: "Скрыть кнопки" },
  page: { en: "Voice", ru: "Голос" },
  recorder: { en: "Recorder", ru: "Диктофон" },
  keys: { en: "This session", ru: "Эта сессия" },
  newInstead: { en: "New session, recording", ru: "Новая сессия, запись идёт" },
  newWaits: { en: "Starts after the upload", ru: "Начнём после отправки" },
  fragmentTime: { en: "Part {n} · {time}", ru: "Фрагмент {n} · {time}" },
  fragment: { en: "Part {n}", ru: "Фрагмент {n}" },
  isRecorded: { en: "being recorded", ru: "записывается" },
  doneActive: { en: "Done: close the active session “{name}”", ru: "Done: закрыть активную сессию «{name}»" },
  closed: done,
  closedAgain: { en: "Already closed, noted again", ru: "Сессия уже закрыта, отметили ещё раз" },
  closeFailed: {
    en: "Could not close. The session is still active.",
    ru: "Не удалось закрыть. Сессия осталась активной.",
  },
  tryAgain: { en: "Try again", ru: "Повторить" },
  activated,
  activePill: active,
  open: button_open,
  activate: { en: "Activate", ru: "Активировать" },
  back: { en: "All voice sessions", ru: "Все сессии" },
  rename: button_rename,
  name: { en: "Session name", ru: "Название сессии" },
  private: { en: "access: private", ru: "доступ: личный" },
  public: { en: "access: project", ru: "доступ: проект" },
  restricted: { en: "access: invited people", ru: "доступ: по списку" },
  created: { en: "created {date}", ru: "создана {date}" },
  timeline: { en: "Timeline", ru: "Лента" },
  all: { en: "All", ru: "Всё" },
  voices: { en: "Voice", ru: "Голос" },
  materials: { en: "Notes and files", ru: "Заметки и файлы" },
  nothingHere: { en: "Nothing yet.", ru: "Пока пусто." },
  note: { en: "Note", ru: "Заметка" },
  add: { en: "Add", ru: "Добавить" },
  attachFile: { en: "Attach a file", ru: "Приложить файл" },
  dropHere: { en: "Drop to attach", ru: "Отпустите, чтобы приложить" },
  remove: { en: "Remove", ru: "Убрать" },
  recording: { en: "Recording {n}", ru: "Запись {n}" },
  assembled: { en: "ready", ru: "готова" },
  arriving: { en: "on its way", ru: "отправляется" },
  openedBeside: {
    en: "Opened in a new tab. The recording goes on here.",
    ru: "Открыто в новой вкладке. Здесь запись идёт дальше.",
  },
  otherTab: { en: "Recording in another tab", ru: "Запись идёт в другой вкладке" },
  notFinished: { en: "not finished", ru: "не закончена" },
  beingAssembled: { en: "getting ready", ru: "готовится" },
  notAssembled: { en: "could not be made ready", ru: "не удалось подготовить" },
  becameTask: { en: "Became a task", ru: "Стало задачей" },
  upload: { en: "Upload", ru: "Отправка" },
  onServer: { en: "On the server", ru: "На сервере" },
  waitHere: { en: "Waiting on this device", ru: "Ждёт на этом устройстве" },
  ofTotal: { en: "{n} of {m}", ru: "{n} из {m}" },
  processing: { en: "Processing", ru: "Обработка" },
  assembly: { en: "Assembling recording {n}", ru: "Сборка записи {n}" },
  notReadable: { en: "Could not be read as sound", ru: "Не удалось прочитать как звук" },
  reading: { en: "Reading a file", ru: "Чтение файла" },
  transcription: button_transcript,
  transcriptionOff: {
    en: "Transcription is off: no service is set",
    ru: "Расшифровка выключена: сервис не задан",
  },
  tasks: { en: "Finding tasks", ru: "Поиск задач" },
  closing: { en: "After closing", ru: "Завершение" },
  queued: { en: "Queued", ru: "В очереди" },
  done: { en: "Done", ru: "Готово" },
  budget_exhausted: {
    en: "Today’s budget is used up; try again tomorrow",
    ru: "Дневной лимит исчерпан, попробуйте завтра",
  },
  not_for_guests: { en: "For people with an account", ru: "Для тех, у кого есть учётная запись" },
  failed: { en: "Failed", ru: "Ошибка" },
  retry: { en: "Retry", ru: "Повторить" },
  nothingRuns: { en: "Nothing to do yet", ru: "Пока нечего обрабатывать" },
  play: { en: "Play", ru: "Слушать" },
  stop: { en: "Pause playback", ru: "Пауза воспроизведения" },
  listen: { en: "Listen", ru: "Слушать" },
  stopListening: { en: "Stop listening", ru: "Не слушать" },
  noDirectLink: {
    en: "No direct link, the recording comes later",
    ru: "Прямой связи нет, запись будет позже",
  },
  // The messages of the page (V31) and the empty state (V9).
  loadingActive: { en: "Loading the active session…", ru: "Загрузка активной сессии..." },
  noActive: { en: "No active session", ru: "Активная сессия не найдена" },
  openList: { en: "Open the list of sessions", ru: "Открыть список сессий" },
  noAccess: { en: "You have no access to this session", ru: "Нет доступа к этой сессии" },
  loadFailed: { en: "The session could not be loaded", ru: "Не удалось загрузить сессию" },
  listFailed: { en: "The list could not be loaded", ru: "Не удалось загрузить список" },
  listEmpty: { en: "No sessions yet.", ru: "Сессий пока нет." },
  allProjects: { en: "All projects", ru: "Все проекты" },
  project: { en: "Project", ru: "Проект" },
  denied: {
    en: "The microphone is blocked. Allow it in the site settings.",
    ru: "Нет доступа к микрофону. Разрешите его в настройках сайта.",
  },
  lost: {
    en: "The microphone went away. What was recorded is kept.",
    ru: "Микрофон отключился. Записанное сохранено.",
  },
  chooseAnother: { en: "Choose another", ru: "Выбрать другой" },
  onlyHttps: {
    en: "Browsers record only on pages by https. Open this page with an address that begins with https://.",
    ru: "Браузеры записывают только на страницах по https. Откройте эту страницу по адресу, который начинается с https://.",
  },
  unsupported: { en: "This browser cannot record.", ru: "Этот браузер не умеет записывать." },
  full: {
    en: "No space on this device. Paused while the backlog is sent.",
    ru: "На устройстве нет места. Запись на паузе, отправляем накопленное.",
  },
  send: { en: "Send", ru: "Отправить" },
  discard: { en: "Delete…", ru: "Удалить…" },
  discardTitle: { en: "Delete what was recorded?", ru: "Удалить записанное?" },
  discardVerb: { en: "Delete", ru: "Удалить" },
  move: { en: "Move the recorder", ru: "Переместить диктофон" },
  collapse: { en: "Collapse", ru: "Свернуть" },
  expand: { en: "Expand the recorder", ru: "Развернуть диктофон" },
  level: { en: "Level", ru: "Уровень" },
} satisfies Record<string, Phrase>;

export const HEARD = {
  records: { en: "{name} records", ru: "Записывает {name}" },
  anybody: { en: "anybody here may listen live", ru: "вживую может слушать каждый, кому открыта сессия" },
  off: { en: "live listening is off", ru: "слушать вживую нельзя" },
} satisfies Record<string, Phrase>;

export const LISTENERS: PluralPhrase = {
  en: { one: "{n} listens", other: "{n} listen" },
  ru: { one: "слушает {n}", few: "слушают {n}", many: "слушают {n}" },
};

export const OFFLINE: PluralPhrase = {
  en: {
    one: "Offline. Still recording, {n} part waits here.",
    other: "Offline. Still recording, {n} parts wait here.",
  },
  ru: {
    one: "Нет сети. Запись идёт, {n} фрагмент ждёт здесь.",
    few: "Нет сети. Запись идёт, {n} фрагмента ждут здесь.",
    many: "Нет сети. Запись идёт, {n} фрагментов ждут здесь.",
  },
};

export const RECOVERED: PluralPhrase = {
  en: { one: "{n} part was never sent ({when}).", other: "{n} parts were never sent ({when})." },
  ru: {
    one: "Остался неотправленный фрагмент: {n} ({when}).",
    few: "Остались неотправленные фрагменты: {n} ({when}).",
    many: "Остались неотправленные фрагменты: {n} ({when}).",
  },
};

export const LOST_WITH_IT: PluralPhrase = {
  en: { one: "{n} part exists only on this device.", other: "{n} parts exist only on this device." },
  ru: {
    one: "{n} фрагмент есть только на этом устройстве.",
    few: "{n} фрагмента есть только на этом устройстве.",
    many: "{n} фрагментов есть только на этом устройстве.",
  },
};

export const FRAGMENTS: PluralPhrase = {
  en: { one: "{n} part", other: "{n} parts" },
  ru: { one: "{n} фрагмент", few: "{n} фрагмента", many: "{n} фрагментов" },
};

export const MATERIALS: PluralPhrase = {
  en: { one: "{n} note or file", other: "{n} notes and files" },
  ru: { one: "{n} вложение", few: "{n} вложения", many: "{n} вложений" },
};
