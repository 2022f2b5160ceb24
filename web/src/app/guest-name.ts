import { language } from "../i18n";

/** Birds with short names that are easy to tell apart, as the server has them in English. */
const BIRDS = (
  "Аист Альбатрос Баклан Варакушка Вертишейка Воробей Гагара Галка Глухарь Голубь Горлица Дрозд Дрофа Дятел Жаворонок " +
  "Журавль Завирушка Зарянка Зимородок Зуёк Зяблик Иволга Казарка Камышовка Канарейка Клёст Коростель Королёк Кречет " +
  "Крапивник Крохаль Кулик Лебедь Лысуха Неясыть Овсянка Орлан Пеликан Пеночка Перепел Пингвин Поползень Пустельга " +
  "Ржанка Свиристель Синица Скворец Скопа Снегирь Сокол Соловей Сорока Стриж Тетерев Трясогузка Удод Филин Фламинго " +
  "Цапля Чайка Чекан Чечётка Чибис Чиж Щегол Щур Ястреб"
).split(" ");

/** The name that a new guest begins with: in Russian from here, otherwise the server chooses one. */
export function guestName(): string | undefined {
  if (language() !== "ru") return undefined;
  return `Гость ${BIRDS[Math.floor(Math.random() * BIRDS.length)]}`;
}
