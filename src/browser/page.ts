import { startPage } from "./base/page.js";
import { startShareButtons } from "./room/share.js";

startPage();
startShareButtons();
