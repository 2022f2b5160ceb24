/** Names of alerts, with what the value counts. `large_sessions` and the like are whole numbers. */
export const ALERT_NAMES: Record<string, { en: string; ru: string }> = {
  redis_near_limit: { en: "Redis memory is nearly full", ru: "Память Redis почти заполнена" },
  media_near_limit: { en: "Media storage is nearly full", ru: "Место для файлов почти заполнено" },
  bus_lag: { en: "The bus is late", ru: "Шина отстаёт" },
  loop_lag: { en: "A process is late", ru: "Процесс отстаёт" },
  creations: { en: "Many sessions are created", ru: "Создаётся много сессий" },
  large_sessions: { en: "Sessions over 100 KB", ru: "Сессии больше 100 КБ" },
  late_jobs: { en: "Jobs wait too long", ru: "Задания ждут слишком долго" },
  failed_jobs: { en: "Jobs failed within an hour", ru: "Задания не выполнены за час" },
  rejected_input: { en: "Much input is rejected", ru: "Много отклонённых запросов" },
  spending: { en: "A paid service is nearly used up", ru: "Платный сервис почти исчерпан" },
};

export const ALERTS = {
  title: { en: "Alerts", ru: "Оповещения" },
  now: { en: "Open now", ru: "Сейчас" },
  quiet: { en: "All quiet.", ru: "Всё спокойно." },
  failed: { en: "The alerts could not be loaded.", ru: "Не удалось загрузить оповещения." },
  value: { en: "{value}, alerts from {threshold}", ru: "{value}, оповещение от {threshold}" },
  since: { en: "Since {time}", ru: "С {time}" },
  show: { en: "Show", ru: "Показать" },
  thresholds: { en: "Thresholds", ru: "Пороги" },
  what: { en: "What is watched", ru: "Что отслеживается" },
  from: { en: "Alerts from", ru: "Оповещение от" },
  never: { en: "never", ru: "никогда" },
  state: { en: "State", ru: "Состояние" },
  open: { en: "open", ru: "сработало" },
  calm: { en: "quiet", ru: "спокойно" },
  settings: {
    en: "The settings ROOMTONE_ALERT_… change the thresholds.",
    ru: "Пороги меняют настройки ROOMTONE_ALERT_….",
  },
  aMinute: { en: "{n} a minute", ru: "{n} в минуту" },
};

export const DELETED = {
  title: { en: "Deleted by admins", ru: "Удалено админами" },
  help: {
    en: "Sessions stay here for 30 days. Their owners cannot see them here.",
    ru: "Сессии лежат здесь 30 дней. Владельцы их здесь не видят.",
  },
  at: { en: "Deleted", ru: "Удалена" },
  gone: { en: "Deleted for good", ru: "Исчезнет" },
  by: { en: "By", ru: "Кем" },
  restore: { en: "Restore", ru: "Вернуть" },
  restored: { en: "Restored.", ru: "Возвращено." },
  none: { en: "Nothing is deleted.", ru: "Здесь ничего нет." },
  failed: { en: "The bin could not be loaded.", ru: "Не удалось загрузить корзину." },
};

export const TRANSFER = {
  title: { en: "Export and import", ru: "Экспорт и импорт" },
  export: { en: "Export", ru: "Экспорт" },
  which: { en: "Sessions", ru: "Сессии" },
  media: { en: "With their files", ru: "Вместе с файлами" },
  format: { en: "Format", ru: "Формат" },
  lines: { en: "Lines (NDJSON)", ru: "Строки (NDJSON)" },
  array: { en: "One array (JSON)", ru: "Один массив (JSON)" },
  exportHelp: {
    en: "Lines can be imported into another installation. The last line says that the file is whole.",
    ru: "Строки можно импортировать в другую установку. Последняя строка говорит, что файл полон.",
  },
  download: { en: "Download", ru: "Скачать" },
  import: { en: "Import", ru: "Импорт" },
  file: { en: "File of lines (NDJSON)", ru: "Файл со строками (NDJSON)" },
  existing: { en: "A session that exists already", ru: "Сессия, которая уже есть" },
  refuse: { en: "ends the import", ru: "прерывает импорт" },
  skip: { en: "is left as it is", ru: "остаётся как есть" },
  choose: { en: "Choose a file first.", ru: "Сначала выберите файл." },
  busy: { en: "Importing {name}…", ru: "Импорт: {name}…" },
  done: {
    en: "{imported} imported, {skipped} left as they were, {files} files.",
    ru: "Импортировано: {imported}, оставлено: {skipped}, файлов: {files}.",
  },
  exists: {
    en: "Session {id} exists already. The import ended there; sessions before it were imported.",
    ru: "Сессия {id} уже есть. Импорт остановлен на ней; сессии до неё импортированы.",
  },
  audited: { en: "Both are noted in the audit log.", ru: "И то и другое попадает в журнал действий." },
};

export const JOBS = {
  title: { en: "Jobs", ru: "Задания" },
  open: { en: "Waiting and running", ru: "Ждут и выполняются" },
  failed: { en: "Failed", ru: "Не получилось" },
  waiting: { en: "waiting", ru: "ждёт" },
  running: { en: "running", ru: "выполняется" },
  done: { en: "done", ru: "готово" },
  stopped: { en: "stopped", ru: "остановлено" },
  none: { en: "No job is waiting.", ru: "Заданий нет." },
  noneFailed: { en: "No job has failed.", ru: "Всё получилось." },
  job: { en: "Job", ru: "Задание" },
  session: { en: "Session", ru: "Сессия" },
  ofAdmins: { en: "Admins", ru: "Админы" },
  since: { en: "Since", ru: "С" },
  attempts: { en: "Attempts", ru: "Попытки" },
  reason: { en: "Reason", ru: "Причина" },
  retry: { en: "Retry", ru: "Повторить" },
  tasks: { en: "Long tasks of admins", ru: "Долгие задания админов" },
  noTasks: { en: "Admins have started nothing.", ru: "Админы ничего не запускали." },
  progress: { en: "Progress", ru: "Ход" },
  notLoaded: { en: "The jobs could not be loaded.", ru: "Не удалось загрузить задания." },
};
