/** The words of people on the pages themselves; those of Share and of the panel come with it (panel-words.ts). */
import type { Phrase } from "../i18n";

export const PEOPLE = {
  people: { en: "People", ru: "Люди" },
  nameless: { en: "Somebody", ru: "Кто-то" },
  locked: { en: "Editing is locked for now.", ru: "Правка пока закрыта." },
  joinAs: { en: "Others will see you as", ru: "Другие увидят вас под именем" },
  yourName: { en: "What should others call you?", ru: "Как вас называть?" },
  name: { en: "Name", ru: "Имя" },
  keepName: { en: "Keep the name as it is", ru: "Оставить имя как есть" },
  saveName: { en: "Save", ru: "Сохранить" },
  leave: { en: "Leave…", ru: "Выйти…" },
  leaveTitle: { en: "Give up your role?", ru: "Отказаться от роли?" },
  leaveText: {
    en: "You keep only what the link lets everybody do.",
    ru: "Останется только то, что можно всем по ссылке.",
  },
  leaveVerb: { en: "Leave", ru: "Выйти" },
  undo: { en: "Undo", ru: "Отменить" },
  asks: { en: "{name} asks to edit", ru: "{name} просит доступ к правке" },
  accept: { en: "Accept", ru: "Принять" },
  decline: { en: "Decline", ru: "Отклонить" },
  ask: { en: "Ask to edit", ru: "Попросить доступ" },
  asked: { en: "Asked. Waiting for the owner.", ru: "Запрос отправлен, ждём владельца." },
  takeBack: { en: "Take back", ru: "Отозвать" },
  watching: { en: "You can only watch here.", ru: "Здесь вы только смотрите." },
  canEdit: { en: "You can edit now.", ru: "Теперь вы можете менять." },
  onlyWatch: {
    en: "You can only watch now. Your last change was not kept.",
    ru: "Теперь вы только смотрите. Последняя правка не сохранена.",
  },
  declined: { en: "Your request to edit was declined.", ru: "Запрос на правку отклонён." },
  noLonger: { en: "You can no longer open this session.", ru: "Эта сессия вам больше не открыта." },
  noLongerHelp: {
    en: "Its owner made it private, or removed you.",
    ru: "Владелец закрыл её или удалил вас.",
  },
  wasRemoved: { en: "You were removed from this session.", ru: "Вас удалили из этой сессии." },
  linkView: {
    en: "Session link copied! Anyone with this link can view.",
    ru: "Ссылка скопирована. По ней можно смотреть.",
  },

  invitation: { en: "Invitation", ru: "Приглашение" },
  report: { en: "Report…", ru: "Пожаловаться…" },
  open: { en: "Open", ru: "Открыть" },
  spent: { en: "This invitation is no longer valid.", ru: "Приглашение больше не действует." },
} satisfies Record<string, Phrase>;

export const SHARE = {
  share: { en: "Share", ru: "Поделиться" },
  shareMore: { en: "Share…", ru: "Поделиться…" },
} satisfies Record<string, Phrase>;
