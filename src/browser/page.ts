import { startPage } from "./base/page.js";

startPage();
