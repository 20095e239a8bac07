// The keys of a headset, as far as browsers pass them on: answer, hang up, microphone.
import type { Press, Shown } from "./channel";

type Key = MediaSessionAction | "togglemicrophone" | "hangup";

function take(key: Key, act: (() => void) | null): void {
  try {
    navigator.mediaSession.setActionHandler(key as MediaSessionAction, act);
  } catch {
    // this browser does not know the key
  }
}

/** Give the headset's keys their meaning for the call there is; none without a call. */
export function showHeadset({ call }: Shown, press: (press: Press) => void): void {
  if (!("mediaSession" in navigator)) return;
  navigator.mediaSession.playbackState = call ? "playing" : "none";
  const rings = call?.phase === "ringing";
  const answerOrMute = call ? () => press(rings ? "answer" : "mute") : null;
  for (const key of ["play", "pause", "togglemicrophone"] as const) take(key, answerOrMute);
  for (const key of ["stop", "hangup"] as const) take(key, call ? () => press("hangup") : null);
}
