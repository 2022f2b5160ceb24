/** The words of an invitation's own page. */
import type { Phrase } from "../i18n";
export const INVITATION = {
  join: { en: "Join", ru: "Присоединиться" },
  hasIt: { en: "You have this role already.", ru: "Эта роль у вас уже есть." },
  untitled: { en: "Untitled Session" },
  invitedBy: {
    en: "{name} invites you. Your role: {role}.",
    ru: "Вас приглашает {name}. Ваша роль: {role}.",
  },
  invitedAs: { en: "You are invited. Your role: {role}.", ru: "Вас приглашают. Ваша роль: {role}." },
  spentHelp: {
    en: "Ask whoever sent it for another one, or send them your code: with it they let you in.",
    ru: "Попросите у отправителя другое или пришлите ему свой код: по коду вас впустят.",
  },
  copyCode: { en: "Copy my code", ru: "Скопировать мой код" },
  codeCopied: {
    en: "Copied. Send it to who invited you.",
    ru: "Скопировано. Отправьте тому, кто пригласил.",
  },
  tryAgain: { en: "Try again", ru: "Повторить" },
  home: { en: "Go Home", ru: "На главную" },
} satisfies Record<string, Phrase>;
