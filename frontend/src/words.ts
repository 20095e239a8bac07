// The few words the browser itself says, in the language of the page.

const VI = {
  live: "đang trực tuyến",
  lostSince: "mất kết nối từ {at}",
  connecting: "đang kết nối",
  backAgain: "Đã kết nối lại. Màn hình đã cập nhật.",
  arrived: "Có {n} lượt liên hệ mới",
  rings: "{number} đang gọi",
  keyCall: "mở phiếu của cuộc gọi trên thẻ",
  newAbove: "{n} mới ở trên",
  soundOn: "Âm báo: đang bật",
  soundOff: "Âm báo: đang tắt",
  themeAuto: "Nền: theo máy",
  themeLight: "Nền: sáng",
  themeDark: "Nền: tối",
  draftKept: "đã lưu nháp {at}",
  draftLocal: "chưa lưu được, vẫn giữ trên máy này",
  draftBack: "đã đưa lại bản nháp chưa gửi",
  left: "còn {span}",
  overdue: "quá hạn {span}",
  ago: "{span} trước",
  justNow: "vừa xong",
  keysTitle: "Phím tắt trên trang này",
  keyMove: "xuống, lên trong danh sách",
  keyOpen: "mở dòng đang chọn",
  keySearch: "tìm kiếm",
  keyHelp: "bảng phím tắt này",
  keySubmit: "gửi biểu mẫu đang nhập",
  keyTimeMark: "ghi mốc thời gian khi đang gõ",
  close: "Đóng",
  noMatch: "Không có mục nào khớp",
  found: "{n} mục",
  play: "Nghe",
  pause: "Tạm dừng",
  position: "Vị trí nghe",
  speed: "Tốc độ nghe",
  skipSilence: "Bỏ qua im lặng",
  recordStart: "Thu âm",
  recordStop: "Dừng và lưu",
  micLevel: "Độ to của micrô",
  dictateStart: "Đọc để ghi",
  dictateStop: "Dừng đọc",
  noMicrophone: "Không dùng được micrô. Kiểm tra quyền của trình duyệt, hoặc tải tệp lên.",
  playerKeys: "← → 5 giây · , . mốc trước, sau · + − tốc độ · S bỏ qua im lặng",
  notReached: "Không kết nối được máy chủ. Chưa có gì bị mất: thử lại sau giây lát.",
  notDone: "Chưa thực hiện được (mã {status}). Tải lại trang rồi thử lại.",
  timeMark: "F2: ghi mốc thời gian",
  remove: "Bỏ mục này",
  chooseTyping: "số, hoặc gõ để tìm; 0: để trống",
  chooseNumber: "nhấn số để chọn",
  leftEmpty: "để trống",
  yours: "bạn chọn",
  undo: "Hoàn tác",
  keyFill: "điền các gợi ý vào phiếu",
  pin: "Ghim",
  pinKeys: "Ghim: phím mũi tên để dời, giữ Shift để dời xa",
  pinNear: "gần {ward} nhất (ước lượng)",
  alarm: "Báo động: xem thanh ở đầu trang",
  pushOn: "Thiết bị này đang nhận báo động, kể cả khi đã đóng trang.",
  pushOff: "Thiết bị này chưa nhận báo động khi đóng trang.",
  pushDenied:
    "Trình duyệt đang chặn thông báo của trang này. Bật lại trong cài đặt trang, rồi tải lại.",
  pushFailed: "Chưa bật được: {why}. Thử lại, hoặc dùng trình duyệt khác.",
};

type Words = typeof VI;

const EN: Words = {
  live: "live",
  lostSince: "lost since {at}",
  connecting: "connecting",
  backAgain: "Connected again. The screen is up to date.",
  arrived: "New contacts: {n}",
  rings: "{number} calls",
  keyCall: "open the form of the call on the card",
  newAbove: "{n} new above",
  soundOn: "Sound: on",
  soundOff: "Sound: off",
  themeAuto: "Background: as the computer",
  themeLight: "Background: light",
  themeDark: "Background: dark",
  draftKept: "draft saved {at}",
  draftLocal: "not saved yet, kept on this computer",
  draftBack: "your unsent draft is back",
  left: "{span} left",
  overdue: "{span} overdue",
  ago: "{span} ago",
  justNow: "just now",
  keysTitle: "Keys on this page",
  keyMove: "down, up in the list",
  keyOpen: "open the row",
  keySearch: "search",
  keyHelp: "this list of keys",
  keySubmit: "send the form being typed",
  keyTimeMark: "write a time mark while typing",
  close: "Close",
  noMatch: "Nothing matches",
  found: "{n} found",
  play: "Play",
  pause: "Pause",
  position: "Position",
  speed: "Speed",
  skipSilence: "Skip silence",
  recordStart: "Record",
  recordStop: "Stop and keep",
  micLevel: "Loudness of the microphone",
  dictateStart: "Dictate",
  dictateStop: "Stop dictating",
  noMicrophone: "The microphone cannot be used. Check the browser's permission, or upload a file.",
  playerKeys: "← → 5 seconds · , . mark before, after · + − speed · S skip silence",
  notReached: "The server cannot be reached. Nothing is lost: try again in a moment.",
  notDone: "Not done (code {status}). Reload the page and try again.",
  timeMark: "F2: time mark",
  remove: "Remove this matter",
  chooseTyping: "a number, or type to find; 0: leave empty",
  chooseNumber: "press a number",
  leftEmpty: "left empty",
  yours: "your choice",
  undo: "Undo",
  keyFill: "fill the suggestions into the form",
  pin: "Pin",
  pinKeys: "Pin: arrow keys move it, with Shift further",
  pinNear: "nearest to {ward} (estimated)",
  alarm: "Alarm: see the bar at the top",
  pushOn: "This device shows alarms, also while the page is closed.",
  pushOff: "This device shows no alarms while the page is closed.",
  pushDenied: "The browser blocks notices of this site. Allow them in its settings, then reload.",
  pushFailed: "Not turned on: {why}. Try again, or use another browser.",
};

export const language = document.documentElement.lang === "en" ? "en" : "vi";
const table: Words = language === "en" ? EN : VI;

/** Say a word of the table, with its places filled. */
export function say(word: keyof Words, places: Record<string, string | number> = {}): string {
  return table[word].replace(/\{(\w+)\}/g, (_, name: string) => String(places[name] ?? ""));
}

const clock = new Intl.DateTimeFormat(language === "en" ? "en-GB" : "vi-VN", {
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
});

/** Say a time of day as 14:05. */
export function clockTime(at: Date): string {
  return clock.format(at);
}

function unit(count: number, name: "minute" | "hour" | "day"): string {
  return new Intl.NumberFormat(language === "en" ? "en-GB" : "vi-VN", {
    style: "unit",
    unit: name,
    unitDisplay: "long",
  }).format(count);
}

/** Say a span of seconds in minutes, hours or days, cut off as the server does. */
export function span(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  if (minutes < 60) return unit(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? unit(hours, "hour") : unit(Math.floor(hours / 24), "day");
}

/** Write a length in seconds as 3:07 or 1:03:07. */
export function length(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const rest = String(whole % 60).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}
