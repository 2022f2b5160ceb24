/** The few words of the board, which has a language of its own. */
export const BOARD = {
  moment: { en: "A moment", ru: "Момент" },
  link: { en: "QR code of the viewer link", ru: "QR-код ссылки для зрителей" },
};
