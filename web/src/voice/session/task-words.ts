import type { Phrase } from "../../i18n";

export const TASK = {
  taskText: { en: "Task", ru: "Задача" },
  taskNew: { en: "New task", ru: "Новая задача" },
  taskAdd: { en: "Add", ru: "Добавить" },
  taskDay: { en: "Due day", ru: "Срок" },
  taskDate: { en: "Due day…", ru: "Срок…" },
  taskUp: { en: "Move up", ru: "Выше" },
  taskDown: { en: "Move down", ru: "Ниже" },
  taskTake: { en: "Assign to me", ru: "Взять себе" },
  taskGive: { en: "Assign to…", ru: "Поручить…" },
  taskWho: { en: "Who does it?", ru: "Кто сделает?" },
  taskFree: { en: "Unassign", ru: "Снять исполнителя" },
  taskTaken: { en: "Assigned", ru: "Назначена" },
  taskMenu: { en: "Task: {text}", ru: "Задача: {text}" },
  taskDeleted: { en: "Task deleted", ru: "Задача удалена" },
} satisfies Record<string, Phrase>;
