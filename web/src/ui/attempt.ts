import { errorSentence } from "../i18n/errors";
import { showToast } from "./toast";

/** Runs something that may fail, and shows the error. Answers whether it succeeded. */
export async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    showToast({ text: errorSentence(error), kind: "error" });
    return false;
  }
}
