// What every page loads. Order matters twice: clean copies of repeating parts are taken before
// elements change them, and forms listen before drafts are put back.
import "./prepare";
import "./live";
import "./alarms";
import "./keys";
import "./clocks";
import "./pick";
import "./pin";
import "./suggested";
import "./player";
import "./recorder";
import "./dictate";
import "./phone/tabs";
import "./presence";
import "./push";
import "./ringing";
import "./roster";
import "./understood";
import { forgetSentDrafts } from "./draft";
import { setUpMenu } from "./menu";

setUpMenu();
forgetSentDrafts();
