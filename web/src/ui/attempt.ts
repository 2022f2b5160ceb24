import { errorSentence } from "../i18n/errors";
import { showToast } from "./toast";

/** Does what may fail; what went wrong is shown. Answers whether it was done. */
export async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    showToast({ text: errorSentence(error), kind: "error" });
    return false;
  }
}
