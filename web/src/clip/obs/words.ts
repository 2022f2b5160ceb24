/** The words around OBS: the overlay's address and the dock's. */
export const OBS = {
  overlayText: {
    en: "The newest moments over your picture. The address reads this stream alone, for 30 days or until you revoke its key.",
    ru: "Новые моменты поверх картинки. Адрес читает только этот эфир: 30 дней или пока вы не отзовёте его ключ.",
  },
  overlayAddress: { en: "Address of the overlay", ru: "Адрес оверлея" },
  overlayHelp: {
    en: "In OBS: Sources, +, Browser; this address, the size of your canvas. Whoever has it sees every moment with its note.",
    ru: "В OBS: Источники, +, Браузер; этот адрес, размер холста. Кто его знает, видит все моменты с заметками.",
  },
  make: { en: "Make the address", ru: "Создать адрес" },
  count: { en: "Moments", ru: "Моментов" },
  hideAfter: { en: "Hide after", ru: "Скрывать через" },
  never: { en: "never", ru: "никогда" },
  seconds: { en: "{n} s", ru: "{n} с" },
  corner: { en: "Corner", ru: "Угол" },
  "bottom-right": { en: "bottom right", ru: "справа внизу" },
  "bottom-left": { en: "bottom left", ru: "слева внизу" },
  "top-right": { en: "top right", ru: "справа вверху" },
  "top-left": { en: "top left", ru: "слева вверху" },
  size: { en: "Size", ru: "Размер" },
  small: { en: "small", ru: "мелкий" },
  medium: { en: "medium", ru: "средний" },
  large: { en: "large", ru: "крупный" },
  language: { en: "Language", ru: "Язык" },
  notes: { en: "Notes and names", ru: "Заметки и имена" },
  notesHelp: {
    en: "what viewers write is on your stream then",
    ru: "то, что пишут зрители, будет у вас в эфире",
  },
  showLink: { en: "Viewer link", ru: "Ссылка для зрителей" },
  showLinkHelp: { en: "as a QR code, with the clock", ru: "QR-кодом, с часами" },
  dockText: {
    en: "In OBS: Docks, Custom Browser Docks; paste this address within 10 minutes. It signs OBS in once, as another owner of this stream.",
    ru: "В OBS: Док-панели, Пользовательские док-панели браузера; вставьте адрес в течение 10 минут. Он один раз впускает OBS ещё одним владельцем эфира.",
  },
  dockAddress: { en: "Address of the dock", ru: "Адрес панели" },
};
