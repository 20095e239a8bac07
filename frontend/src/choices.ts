// What can be picked: lists of the server, found by what is typed, without marks.

export interface Choice {
  value: string;
  label: string;
  hint: string;
  search: string;
  urgency?: string;
  sensitivity?: string;
  centre?: [number, number];
}

const MOST = 60;
const lists = new Map<string, Promise<Choice[]>>();

/** Write text without marks and case, so that "phuong ba dinh" finds "Phường Ba Đình". */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
}

/** Ask the server for choices. */
export async function fetchChoices(url: string): Promise<Choice[]> {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return ((await answer.json()) as { choices: Choice[] }).choices;
}

/** The choices of an address, asked for once. */
export function listOf(url: string): Promise<Choice[]> {
  let list = lists.get(url);
  if (!list) {
    list = fetchChoices(url);
    list.catch(() => lists.delete(url));
    lists.set(url, list);
  }
  return list;
}

function rank(choice: Choice, words: string[]): number {
  const label = plain(choice.label);
  const all = `${label} ${plain(choice.hint)} ${plain(choice.search)}`;
  if (!words.every((word) => all.includes(word))) return -1;
  const first = words[0] ?? "";
  if (label.startsWith(first)) return 0;
  return words.every((word) => label.includes(word)) ? 1 : 2;
}

/** Find choices by what is typed, without marks, best first. */
export function matching(choices: Choice[], typed: string): Choice[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (!words.length) return choices.slice(0, MOST);
  return choices
    .map((choice) => ({ choice, at: rank(choice, words) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)
    .slice(0, MOST)
    .map(({ choice }) => choice);
}
