// What the telephone asks of our server, over the officer's session.
import { csrfToken } from "../page";
import type { Credentials } from "./line";
import type { Word } from "./words";

/** The server said no; `word` says why to the officer. */
export class Refusal extends Error {
  constructor(
    readonly word: Word,
    readonly words = "",
  ) {
    super(words || word);
  }
}

export interface Colleague {
  name: string;
  words: string;
}

export interface Given extends Credentials {
  colleagues: Colleague[];
}

type Place = "credentials" | "recording" | "invite" | "handingOver";

function address(name: Place): string {
  return document.getElementById("main")?.dataset[name] ?? "";
}

/** Fetch what the telephone signs in with; it stands in no page and in no cache. */
export async function credentials(): Promise<Given> {
  const answer = await fetch(address("credentials"), { cache: "no-store", redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 403) throw new Refusal("signedOut");
  if (answer.status === 404) throw new Refusal("noTelephone");
  if (!answer.ok) throw new Refusal("lost");
  return (await answer.json()) as Given;
}

async function post(where: Place, fields: Record<string, string>) {
  const answer = await fetch(address(where), {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { "X-CSRFToken": csrfToken() },
    redirect: "manual",
  }).catch(() => undefined);
  if (!answer || answer.type === "opaqueredirect") throw new Refusal("notDone");
  const said = (await answer.json().catch(() => ({}))) as { words?: string };
  if (!answer.ok) throw new Refusal("notDone", said.words);
  return said.words ?? "";
}

/** Pause the recording for a reason, or go on where there is none; return what stands there now. */
export function recordingPaused(reason: string): Promise<string> {
  return post("recording", { reason });
}

/** Ask the exchange to call a third party into the conversation; return whom. */
export function invite(who: { number: string } | { agency: string }): Promise<string> {
  return post("invite", who);
}

/** Let the recording follow the call to a colleague. A call is more than its recording: go on. */
export async function prepareHandingOver(): Promise<void> {
  await post("handingOver", {}).catch(() => undefined);
}
