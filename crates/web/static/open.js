/* The page between a tap and the chat: tries the app, goes on to wa.me by itself when nothing opened, tells which of it
   happened. Written for any browser that an app may have inside, so in the language of old ones. */
(function () {
  "use strict";
  var PATIENCE = 2000, SOON = 10000, ASLEEP = 1500;
  var page = document.getElementById("open");
  var button = document.getElementById("button"), onward = document.getElementById("onward");
  var copy = document.getElementById("copy"), status = document.getElementById("status");
  var told = {}, timer = 0, due = 0, tried = 0, opened = false, leaving = false, paused = false;

  function tell(what) {
    var token = page.getAttribute("data-token");
    if (!token || told[what]) return;
    told[what] = true;
    var body = "t=" + encodeURIComponent(token) + "&w=" + what;
    try {
      if (navigator.sendBeacon && navigator.sendBeacon("/-/beacon", body)) return;
      var request = new XMLHttpRequest();
      request.open("POST", "/-/beacon");
      request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
      request.send(body);
    } catch (refused) { /* A visitor's chat does not wait for our figures. */ }
  }

  function say(which) {
    var text = status && status.getAttribute("data-" + which);
    if (text) status.textContent = text;
  }

  function rest() {
    clearTimeout(timer);
    timer = 0;
  }

  function wait() {
    rest();
    due = Date.now() + PATIENCE;
    timer = setTimeout(nothingOpened, PATIENCE);
  }

  function nothingOpened() {
    timer = 0;
    if (opened || leaving || document.hidden) return;
    // Timers stand still while another app is in front: the clock tells what no event did.
    if (Date.now() - due > ASLEEP) return wasOpened();
    tell("fell_back");
    leave();
    location.href = onward.getAttribute("href");
  }

  function leave() {
    leaving = true;
    rest();
    say("going");
  }

  function wasOpened() {
    rest();
    if (leaving || opened || !tried || Date.now() - tried > SOON) return;
    opened = true;
    tell("opened");
    say("opened");
  }

  /* What iOS cannot open it leaves as it is; Android's WebView would put an error in place of this page, so there a
     frame of no size goes. */
  function attempt() {
    var scheme = button.getAttribute("href");
    tried = Date.now();
    if (page.getAttribute("data-try") === "frame") {
      var frame = document.createElement("iframe");
      frame.hidden = true;
      frame.title = "WhatsApp";
      frame.src = scheme;
      page.appendChild(frame);
    } else {
      location.href = scheme;
    }
    say("trying");
    wait();
  }

  function came() {
    tell("shown");
    if (!page.getAttribute("data-try")) return;
    // Whoever comes back to this page wants the button or the number, not to be sent off again.
    var before = history.state && history.state.tried;
    try { history.replaceState({ tried: true }, ""); } catch (refused) { /* Then it is tried again. */ }
    if (before) say("back"); else attempt();
  }

  function copied() {
    copy.textContent = copy.getAttribute("data-copied");
    tell("copied");
  }

  function copyByHand(number) {
    var field = document.createElement("textarea");
    field.value = number;
    field.setAttribute("readonly", "");
    page.appendChild(field);
    field.select();
    field.setSelectionRange(0, number.length);
    var done = false;
    try { done = document.execCommand("copy"); } catch (refused) { /* The number stands there to be read. */ }
    page.removeChild(field);
    if (done) copied();
  }

  if (copy) {
    copy.hidden = false;
    copy.addEventListener("click", function () {
      var number = copy.getAttribute("data-number");
      rest();
      if (!navigator.clipboard) return copyByHand(number);
      navigator.clipboard.writeText(number).then(copied, function () { copyByHand(number); });
    });
  }
  if (button) button.addEventListener("click", function () {
    tell("button");
    if (!page.getAttribute("data-try")) return;
    opened = leaving = false;
    tried = Date.now();
    wait();
  });
  if (onward) onward.addEventListener("click", function () {
    tell("fell_back");
    leave();
  });
  document.addEventListener("visibilitychange", function () {
    if (document.hidden) wasOpened();
  });
  window.addEventListener("pagehide", wasOpened);
  // A question of the system's ("Open in WhatsApp?") takes the focus: whoever is asked is not sent on meanwhile.
  window.addEventListener("blur", function () {
    paused = timer !== 0;
    rest();
  });
  window.addEventListener("focus", function () {
    if (paused && !opened && !leaving) wait();
    paused = false;
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    leaving = false;
    rest();
    say("back");
  });
  // A tablet that calls itself a desktop: it needs no code to scan.
  if (navigator.maxTouchPoints > 1 && /Mac/.test(navigator.platform)) page.className += " touched";

  if (document.prerendering) document.addEventListener("prerenderingchange", came, { once: true });
  else if (!document.hidden) came();
  else document.addEventListener("visibilitychange", function seen() {
    document.removeEventListener("visibilitychange", seen);
    came();
  });
})();
