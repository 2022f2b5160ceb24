/** The words of a groove that a new jam begins with. */
export const GROOVE = {
  groove: {
    en: "“{name}” is playing. It is yours: press any step.",
    ru: "Играет «{name}». Он ваш: нажмите любой шаг.",
  },
  grooveWaits: {
    en: "“{name}” is ready. Press play to hear it.",
    ru: "«{name}» ждёт. Нажмите «Играть», чтобы услышать.",
  },
  grooveText: {
    en: "One of twelve, picked for you. The first change keeps it; the link is ready to send.",
    ru: "Один из двенадцати. Первая правка его сохранит; ссылку уже можно отправить.",
  },
  another: { en: "Another", ru: "Другой" },
  startEmpty: { en: "Start empty", ru: "Начать с пустого" },
};
