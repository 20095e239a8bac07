// The telephone's own window: any other page may be left at will, this one stays.
import { Channel, LOCK } from "./channel";
import { Clock } from "./clock";

import { listenToKeys } from "./keys";
import { prepareRing, tryRing } from "./ring";
import { Telephone } from "./telephone";
import { View } from "./view";

const view = new View();
const telephone = new Telephone(view);

prepareRing();
tryRing();
listenToKeys(telephone);
telephone.begin();

const channel = new Channel((said) => {
  if ("press" in said && telephone.isOurs) telephone.press(said.press);
  if ("ask" in said && telephone.isOurs) channel.say({ shown: telephone.shown });
});
telephone.ontold = (shown) => channel.say({ shown });

window.addEventListener("beforeunload", (event) => {
  if (telephone.shown.call) event.preventDefault();
});
window.addEventListener("pagehide", () => {
  if (!telephone.isOurs) return;
  telephone.close();
  channel.say({ gone: true });
});

/** One window speaks with the exchange; the others wait until it is closed. */
async function begin(): Promise<void> {
  if (!("locks" in navigator)) return telephone.open();
  await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    await telephone.open();
    await new Promise<never>(() => {});
  });
  telephone.waitElsewhere();
  return navigator.locks.request(LOCK, async () => {
    await telephone.open();
    await new Promise<never>(() => {});
  });
}

new Clock(() => telephone.beat()).start();
void begin();
