import { startPage } from "./base/page.js";
import { startNicknameForm } from "./elements/nickname-form.js";
import { countReason } from "./report/count-reason.js";
import { startShareButtons } from "./room/share.js";

startPage();
startNicknameForm();
startShareButtons();
countReason(document);
