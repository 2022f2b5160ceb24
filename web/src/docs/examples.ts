import { type Phrase, t } from "../i18n";

export type ExampleLanguage = "curl" | "javascript" | "python";

export interface Step {
  readonly words: Phrase;
  readonly code: Readonly<Record<ExampleLanguage, string>>;
  /** The status and the JSON that come back, shortened: `…` stands for what is left out. */
  readonly status: number;
  readonly answer: string;
}

/** What a program needs before its first call; curl needs nothing. */
const PREPARED: Readonly<Record<ExampleLanguage, string>> = {
  curl: "HOST={host}",
  javascript: `const host = "{host}";
const call = async (path, body, token) => {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = \`Bearer \${token}\`;
  const answer = await fetch(host + path, { method: "POST", headers, body: JSON.stringify(body) });
  return answer.json();
};`,
  python: `import json
from urllib.request import Request, urlopen

HOST = "{host}"

def call(path, body, token=None):
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    with urlopen(Request(HOST + path, json.dumps(body).encode(), headers)) as answer:
        return json.load(answer)`,
};

/** A moment, from a viewer's thumb to a program, in four calls. */
export const STEPS: readonly Step[] = [
  {
    words: {
      en: "A guest. No account, no key to apply for.",
      ru: "Гость. Ни регистрации, ни ключа.",
    },
    code: {
      curl: `TOKEN=$(curl -s $HOST/api/auth/guest --json '{"name": "Ada"}' | jq -r .token)`,
      javascript: `const { token } = await call("/api/auth/guest", { name: "Ada" });`,
      python: `token = call("/api/auth/guest", {"name": "Ada"})["token"]`,
    },
    status: 201,
    answer: `{"user": {"name": "Ada", …},\n "token": "eyJhbGci…", …}`,
  },
  {
    words: {
      en: "A clip session. Its viewer_url is for your chat.",
      ru: "Сессия клипов. Её viewer_url вы шлёте в чат.",
    },
    code: {
      curl: `ID=$(curl -s $HOST/api/clip-sessions --oauth2-bearer $TOKEN \\
  --json '{"title": "Friday night", "game": "Celeste"}' | jq -r .id)`,
      javascript: `const friday = { title: "Friday night", game: "Celeste" };
const { id } = await call("/api/clip-sessions", friday, token);`,
      python: `friday = {"title": "Friday night", "game": "Celeste"}
id = call("/api/clip-sessions", friday, token)["id"]`,
    },
    status: 201,
    answer: `{"id": "f47ac10b-58cc-…", "status": "created",\n "viewer_url": "https://…/c/f47ac10b-…", …}`,
  },
  {
    words: { en: "Go live.", ru: "Эфир начался." },
    code: {
      curl: `curl -s -X POST $HOST/api/clip-sessions/$ID/start --oauth2-bearer $TOKEN`,
      javascript: `await call(\`/api/clip-sessions/\${id}/start\`, {}, token);`,
      python: `call(f"/api/clip-sessions/{id}/start", {}, token)`,
    },
    status: 200,
    answer: `{"status": "active", …}`,
  },
  {
    words: { en: "A viewer marks a moment.", ru: "Зритель отмечает момент." },
    code: {
      curl: `curl -s $HOST/api/clip-sessions/$ID/clips --oauth2-bearer $TOKEN \\
  --json '{"note": "What a save", "tag": "epic"}'`,
      javascript: `const moment = { note: "What a save", tag: "epic" };
console.log(JSON.stringify(await call(\`/api/clip-sessions/\${id}/clips\`, moment, token)));`,
      python: `moment = {"note": "What a save", "tag": "epic"}
print(json.dumps(call(f"/api/clip-sessions/{id}/clips", moment, token)))`,
    },
    status: 201,
    answer: `{"offset_hms": "00:00:04", "tag": "epic",\n "note": "What a save", …}`,
  },
];

export function prepared(of: ExampleLanguage, host: string): string {
  return PREPARED[of].replace("{host}", host);
}

/** All of it, ready to be pasted: the steps' sentences as comments. */
export function whole(of: ExampleLanguage, host: string): string {
  const comment = of === "javascript" ? "//" : "#";
  const steps = STEPS.map((step, index) => `${comment} ${index + 1}. ${t(step.words)}\n${step.code[of]}`);
  return `${[prepared(of, host), ...steps].join("\n\n")}\n`;
}
