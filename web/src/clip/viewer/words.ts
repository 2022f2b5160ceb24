import { count, t } from "../../i18n";
import { errorSentence, isCoded } from "../../i18n/errors";
import { CLIP } from "../words";

export const VIEWER = {
  calm: { en: "Calm", ru: "Спокойно" },
  warm: { en: "Warming up", ru: "Теплеет" },
  hot: { en: "Hot", ru: "Горячо" },
  hotNow: { en: "Hot right now: many people are marking.", ru: "Сейчас горячо: отмечают многие." },
  tooEarly: { en: "Not live yet. Nothing was marked.", ru: "Эфир ещё не начался. Ничего не отмечено." },
  waitsForResume: { en: "Waits for the stream to go on.", ru: "Ждёт продолжения стрима." },
  noneOfYours: { en: "You marked no moments.", ru: "Вы ничего не отметили." },
  door: { en: "Joining", ru: "Входим" },
  crowd: {
    en: "Many people are joining. Your turn in {n} s.",
    ru: "Сейчас заходит много людей. Ваша очередь через {n} с.",
  },
  clock: { en: "VOD Offset Clock", ru: "Время на записи" },
  stopped: { en: "Stopped at", ru: "Остановлено на" },
  ended: { en: "Ended at", ru: "Завершено на" },
  notLive: {
    en: "Not live yet. This page wakes up by itself.",
    ru: "Эфир ещё не начался. Страница оживёт сама.",
  },
  noAccess: {
    en: "Only people with access can open this session.",
    ru: "Эту сессию открывают только те, у кого есть доступ.",
  },
  onlyWatch: {
    en: "You can watch this session, but not mark moments.",
    ru: "Здесь можно смотреть, но не отмечать моменты.",
  },
  addNote: { en: "Add a note", ru: "Добавить заметку" },
  addNoteTo: { en: "Add a note to {time}", ru: "Добавить заметку к {time}" },
  tagOrNote: { en: "Tag or note for", ru: "Метка или заметка к" },
  lastTap: { en: "Your tap at", ru: "Ваше нажатие в" },
  secondsLeft: { en: "{n} s", ru: "{n} с" },
  undo: { en: "Undo", ru: "Отменить" },
  takenBack: { en: "Taken back.", ru: "Отменено." },
  tooLate: { en: "Too late to take it back.", ru: "Отменить уже нельзя." },
  tagged: { en: "Tagged {tag}", ru: "Метка {tag}" },
  untagged: { en: "Tag {tag} taken off", ru: "Метка {tag} снята" },
  placeholder: { en: "What just happened?" },
  at: { en: "at {time}", ru: "в {time}" },
  send: { en: "Send", ru: "Отправить" },
  closeNote: { en: "Close the note", ru: "Закрыть заметку" },
  as: { en: "as", ru: "как" },
  yourName: { en: "Your name", ru: "Ваше имя" },
  kept: { en: "Kept on this phone", ru: "Сохранено на телефоне" },
  yours: { en: "Your moments", ru: "Ваши моменты" },
  announceSaved: { en: "Moment saved, {time}" },
  announceKept: { en: "Kept on this phone, {time}", ru: "Сохранено на телефоне, {time}" },
  loadFailed: { en: "The session could not be loaded.", ru: "Не удалось загрузить сессию." },
  mark: { en: "Mark this moment", ru: "Отметить момент" },
  markWith: { en: "Mark with {tag}", ru: "Отметить: {tag}" },
  tags: { en: "Mark with a tag", ru: "Отметить с меткой" },
  idleOffline: {
    en: "Offline. Moments wait here and will be sent with their own time.",
    ru: "Нет сети. Моменты подождут здесь и уйдут со своим временем.",
  },
};

const ENDED_FIRST = {
  en: {
    one: "1 moment was not counted: the stream ended first.",
    other: "{n} moments were not counted: the stream ended first.",
  },
  ru: {
    one: "{n} момент не засчитан: стрим закончился раньше.",
    few: "{n} момента не засчитаны: стрим закончился раньше.",
    many: "{n} моментов не засчитаны: стрим закончился раньше.",
  },
};

const TOO_OLD = {
  en: {
    one: "1 moment waited here for too long and was not counted.",
    other: "{n} moments waited here for too long and were not counted.",
  },
  ru: {
    one: "{n} момент ждал слишком долго и не засчитан.",
    few: "{n} момента ждали слишком долго и не засчитаны.",
    many: "{n} моментов ждали слишком долго и не засчитаны.",
  },
};

/** Why so many moments were refused, in a sentence for the reason. */
export function notCounted(error: unknown, moments: number): string {
  if (!isCoded(error) || error.code !== "session_not_active") return errorSentence(error);
  switch (error.details.reason) {
    case "break":
      return count(moments, IN_THE_BREAK);
    case "ended":
      return count(moments, ENDED_FIRST);
    case "too_old":
      return count(moments, TOO_OLD);
    case "paused":
      return t(CLIP.pausedMessage);
    default:
      return t(VIEWER.tooEarly);
  }
}

export const WAITING = {
  en: {
    one: "Offline. 1 moment waits here and will be sent with its own time.",
    other: "Offline. {n} moments wait here and will be sent with their own time.",
  },
  ru: {
    one: "Нет сети. {n} момент ждёт здесь и уйдёт со своим временем.",
    few: "Нет сети. {n} момента ждут здесь и уйдут со своим временем.",
    many: "Нет сети. {n} моментов ждут здесь и уйдут со своим временем.",
  },
};

export const SAVED_BY_YOU = {
  en: { one: "1 moment saved by you", other: "{n} moments saved by you" },
  ru: { one: "у вас {n} момент", few: "у вас {n} момента", many: "у вас {n} моментов" },
};

const IN_THE_BREAK = {
  en: {
    one: "1 moment fell into the break and was not counted.",
    other: "{n} moments fell into the break and were not counted.",
  },
  ru: {
    one: "{n} момент пришёлся на перерыв и не засчитан.",
    few: "{n} момента пришлись на перерыв и не засчитаны.",
    many: "{n} моментов пришлись на перерыв и не засчитаны.",
  },
};
