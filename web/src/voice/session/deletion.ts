import { client } from "../../app/client";
import { t } from "../../i18n";
import { attempt } from "../../ui/attempt";
import { showToast } from "../../ui/toast";
import { VOICE } from "../words";

/** Deletes what is at `path`, at once for everybody, and offers to undo it. */
export async function deleteWithUndo(path: string, said: string): Promise<void> {
  await attempt(async () => {
    await client.request("DELETE", path);
    const press = (): void => void attempt(() => client.request("POST", `${path}/restore`));
    showToast({ text: said, icon: "check", action: { label: t(VOICE.undo), press } });
  });
}
