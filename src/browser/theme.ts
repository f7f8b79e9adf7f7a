// A blocking script: it runs before the first paint, so that nothing appears or disappears after it.
document.documentElement.classList.add("js");
