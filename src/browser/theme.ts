/*
 * Runs before the first paint, and so as a blocking script of a few bytes: what only scripts can do is not to appear
 * a moment later than the page.
 */
document.documentElement.classList.add("js");
