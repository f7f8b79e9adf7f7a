import "./server.js";
import "./browser.js";
