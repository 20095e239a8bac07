// What the telephone says, in the language of the page.
import { language } from "../words";

const VI = {
  starting: "Đang mở máy",
  ready: "Sẵn sàng nhận cuộc gọi",
  lost: "Mất kết nối với tổng đài",
  refused: "Tổng đài không nhận máy này",
  elsewhere: "Điện thoại đang mở ở cửa sổ khác",
  ringing: "Có cuộc gọi",
  connecting: "Đang nối máy",
  calling: "Đang gọi đi",
  talking: "Đang nói chuyện",
  held: "Đang giữ máy",
  lostTalking: "Mất kết nối, cuộc gọi vẫn giữ",
  connected: "đã kết nối",
  disconnected: "mất kết nối",
  unknown: "Số không rõ",
  withOther: "Đang nói với {who}; người gọi chờ máy",
  muted: "Micrô đang tắt",
  recordingPaused: "Đang tạm dừng ghi âm: {reason}",
  mute: "Tắt micrô",
  unmute: "Bật micrô",
  hold: "Giữ máy",
  unhold: "Nói tiếp",
  pauseRecording: "Dừng ghi âm",
  resumeRecording: "Ghi âm lại",
  noMicrophone: "Không tìm thấy micrô. Hãy cắm tai nghe rồi bấm Thử lại.",
  microphoneDenied:
    "Trình duyệt chưa cho dùng micrô. Bấm biểu tượng ổ khóa cạnh địa chỉ, chọn Cho phép micrô, rồi bấm Thử lại.",
  insecure:
    "Trình duyệt chỉ cho dùng micrô qua https hoặc localhost. Hãy mở trang bằng địa chỉ https.",
  microphoneGone: "Micrô vừa bị rút. Đang dùng: {name}",
  headset: "Phím trên tai nghe đã dùng được",
  noTelephone: "Tài khoản này chưa có điện thoại trên trình duyệt. Hãy nhờ quản trị cấp máy.",
  signedOut: "Phiên làm việc đã hết. Hãy đăng nhập lại ở cửa sổ chính.",
  transferred: "Đã chuyển cuộc gọi đến {who}",
  transferFailed: "Chưa chuyển được đến {who} ({why}). Người gọi vẫn ở đây.",
  consultFailed: "{who} không nghe máy. Bấm Nói tiếp để trở lại với người gọi.",
  joining: "Đang mời {who} vào cuộc gọi",
  notDone: "Chưa thực hiện được. Hãy thử lại.",
  ended: "Cuộc gọi đã kết thúc",
  endedAfter: "Cuộc gọi đã kết thúc sau {length}",
  missed: "Người gọi đã gác máy",
  busy: "máy bận",
  defaultDevice: "Theo máy tính",
  device: "Thiết bị {n}",
  open: "Mở điện thoại",
  tabReady: "Điện thoại: sẵn sàng",
  tabLost: "Điện thoại: mất kết nối",
  tabNone: "Điện thoại: chưa mở",
  tabStarting: "Điện thoại: đang mở",
  tabRinging: "Có cuộc gọi: {number}",
  tabTalking: "Đang nói: {number}",
  tabHeld: "Giữ máy: {number}",
  tabConnecting: "Đang nối máy: {number}",
  tabCalling: "Đang gọi: {number}",
  answer: "Nghe máy",
  hangup: "Gác máy",
  foundWindow: "Điện thoại đã mở ở một cửa sổ khác của trình duyệt này.",
  levelMeter: "Mức tiếng vào micrô",
};

type Words = typeof VI;

const EN: Words = {
  starting: "Starting",
  ready: "Ready for calls",
  lost: "The exchange is out of reach",
  refused: "The exchange does not accept this telephone",
  elsewhere: "The telephone is open in another window",
  ringing: "A call",
  connecting: "Connecting",
  calling: "Calling",
  talking: "Talking",
  held: "On hold",
  lostTalking: "Connection lost, the call goes on",
  connected: "connected",
  disconnected: "connection lost",
  unknown: "Number unknown",
  withOther: "Talking with {who}; the caller waits",
  muted: "The microphone is off",
  recordingPaused: "Recording is paused: {reason}",
  mute: "Mute",
  unmute: "Unmute",
  hold: "Hold",
  unhold: "Resume",
  pauseRecording: "Pause recording",
  resumeRecording: "Record again",
  noMicrophone: "No microphone was found. Plug in the headset, then press Try again.",
  microphoneDenied:
    "The browser does not allow the microphone. Press the lock beside the address, allow it, then press Try again.",
  insecure: "Browsers allow the microphone only on https or localhost. Open the page by https.",
  microphoneGone: "The microphone was unplugged. Now in use: {name}",
  headset: "The keys of the headset work now",
  noTelephone: "This account has no telephone in the browser. Ask the administrator for one.",
  signedOut: "The session has ended. Sign in again in the main window.",
  transferred: "The call went to {who}",
  transferFailed: "Not transferred to {who} ({why}). The caller is still here.",
  consultFailed: "{who} does not answer. Press Resume to go back to the caller.",
  joining: "Inviting {who} into the call",
  notDone: "Not done. Try again.",
  ended: "The call has ended",
  endedAfter: "The call ended after {length}",
  missed: "The caller hung up",
  busy: "busy",
  defaultDevice: "As the computer says",
  device: "Device {n}",
  open: "Open the telephone",
  tabReady: "Telephone: ready",
  tabLost: "Telephone: connection lost",
  tabNone: "Telephone: not open",
  tabStarting: "Telephone: starting",
  tabRinging: "A call: {number}",
  tabTalking: "Talking: {number}",
  tabHeld: "On hold: {number}",
  tabConnecting: "Connecting: {number}",
  tabCalling: "Calling: {number}",
  answer: "Answer",
  hangup: "Hang up",
  foundWindow: "The telephone is already open in another window of this browser.",
  levelMeter: "Level of the microphone",
};

const table: Words = language === "en" ? EN : VI;
export type Word = keyof Words;

/** Say a word of the telephone, with its places filled. */
export function phrase(word: Word, places: Record<string, string | number> = {}): string {
  return table[word].replace(/\{(\w+)\}/g, (_, name: string) => String(places[name] ?? ""));
}

/** Write a number as it is read out: groups of three and four from the end. */
export function grouped(number: string): string {
  const plain = number.replace(/^\+84/, "0");
  const found = /^(0\d{3})(\d{3})(\d{3})$/.exec(plain);
  return found ? found.slice(1).join(" ") : plain;
}
