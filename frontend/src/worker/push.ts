// The service worker: shows what was pushed, takes away what is taken, opens the alarm on a touch.
interface Pushed {
  head: string;
  text: string;
  tag: string;
  go: string;
  quiet: boolean;
}

interface PushEventLike extends ExtendableEvent {
  readonly data: { json(): unknown } | null;
}

interface ExtendableEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}

interface NotificationEventLike extends ExtendableEvent {
  readonly notification: Notification;
}

interface WindowClientLike {
  readonly url: string;
  focus(): Promise<unknown>;
  navigate(url: string): Promise<unknown>;
}

interface WorkerScope extends EventTarget {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(options: object): Promise<WindowClientLike[]>;
    openWindow(url: string): Promise<unknown>;
    claim(): Promise<void>;
  };
  skipWaiting(): Promise<void>;
}

const scope = self as unknown as WorkerScope;

function read(event: PushEventLike): Pushed {
  try {
    return event.data?.json() as Pushed;
  } catch {
    return { head: "Lắng Nghe", text: "", tag: "notice", go: "/alarms", quiet: false };
  }
}

async function show(said: Pushed): Promise<void> {
  await scope.registration.showNotification(said.head, {
    body: said.text,
    tag: said.tag,
    icon: "/static/ln/mark.svg",
    data: said.go,
    silent: said.quiet,
    requireInteraction: !said.quiet,
    renotify: !said.quiet,
  } as NotificationOptions);
}

async function open(address: string): Promise<void> {
  const pages = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages[0];
  if (!page) {
    await scope.clients.openWindow(address);
    return;
  }
  await page.navigate(address);
  await page.focus();
}

scope.addEventListener("install", (event) => {
  (event as ExtendableEvent).waitUntil(scope.skipWaiting());
});
scope.addEventListener("activate", (event) => {
  (event as ExtendableEvent).waitUntil(scope.clients.claim());
});
scope.addEventListener("push", (event) => {
  (event as PushEventLike).waitUntil(show(read(event as PushEventLike)));
});
scope.addEventListener("notificationclick", (event) => {
  const { notification } = event as NotificationEventLike;
  notification.close();
  (event as NotificationEventLike).waitUntil(open(String(notification.data ?? "/alarms")));
});
