// The chat button for any website, as people read it. It is served smaller, by rule and without a tool (small.rs):
// comments and blanks go, and each name that begins with $ becomes one letter; a test holds what is served under 3 kB.
// It depends on nothing, sets no cookie, asks one small JSON of the place it came from, and makes every element by
// hand, so that neither a content policy nor trusted types stand in its way: the styles come by the object model, into
// a shadow that the page's own do not reach.
(($document, $location) => {
  const $script = $document.currentScript;
  const $own = $script.dataset;
  const $base = new URL($script.src).origin;
  const $slug = $own.link;
  const $at = /^id\b/i.test($document.documentElement.lang || navigator.language) ? "id" : "en";
  const $words = ($of) => $of && ($of[$at] || $of.en || $of.id);
  const $make = ($tag, $set, ...$inner) => {
    const $it = Object.assign($document.createElement($tag), $set);
    $it.append(...$inner);
    return $it;
  };

  // The link with what the page was reached with, the page's own address without its query, and its referrer alike.
  const $address = () => {
    const $to = new URL($base + "/wa/" + $slug);
    const $set = ($name, $value) => $to.searchParams.append($name, $value.slice(0, 512));
    new URLSearchParams($location.search).forEach(($value, $name) => {
      if (/^(utm_.+|k_.+|gclid|gbraid|wbraid|fbclid|ttclid|li_fat_id|msclkid|twclid)$/i.test($name)) $set($name, $value);
    });
    $set("_p", $location.origin + $location.pathname);
    $set("_r", $document.referrer.split(/[?#]/)[0]);
    return $to.href;
  };

  // "/shop/*" is every page below, "!/cart" all but that one; of none, every page.
  const $fits = ($page) => RegExp("^" + $page.replace(/[^\w*/-]/g, "\\$&").replace(/\*/g, ".*") + "$").test($location.pathname);
  const $here = ($pages) => {
    const $not = $pages.filter(($page) => $page[0] == "!");
    const $yes = $pages.filter(($page) => $page[0] != "!");
    return !$not.some(($page) => $fits($page.slice(1))) && (!$yes[0] || $yes.some($fits));
  };

  const $show = ($set) => {
    const $side = $set.side;
    const $label = $own.label || $words($set.label);
    const $host = $make("giliran-button");
    const $root = $host.attachShadow({ mode: "open" });
    const $draw = ($tag, $name, $value) => {
      const $it = $document.createElementNS("http://www.w3.org/2000/svg", $tag);
      $it.setAttribute($name, $value);
      return $it;
    };
    const $icon = $draw("svg", "viewBox", "0 0 24 24");
    $icon.append($draw("path", "d", "M12 3a9 9 0 0 0-7.8 13.4L3 21l4.7-1.2A9 9 0 1 0 12 3z"));
    const $link = $make("a", { target: "_blank", href: $address() }, $icon, $label);
    $link.onclick = $link.onpointerdown = () => { $link.href = $address(); };
    const $place = $make("aside", { ariaLabel: $label }, $link);
    $root.append($place);
    const $edge = ":calc(16px + env(safe-area-inset-";
    const $css =
      ":host{all:initial!important}" +
      "aside{position:fixed;z-index:2147483000;bottom" + $edge + "bottom));" + $side + $edge + $side + "));max-width:min(20em,100vw - 32px);font:600 16px/1.4 system-ui,sans-serif}" +
      "a,p{display:flex;gap:8px;align-items:center;float:" + $side + ";padding:12px 18px;border:2px solid #fff;border-radius:26px;background:" + $set.color + ";color:" + $set.ink + ";text-decoration:none;box-shadow:0 2px 12px #0007}" +
      "p{margin:0 0 8px;padding:8px 8px 8px 16px;border-radius:14px;background:#fff;color:#111;font-weight:400}" +
      "a{clear:both}" +
      "svg{width:22px;flex:none;fill:none;stroke:currentColor;stroke-width:2}" +
      "button{all:unset;padding:8px 14px;cursor:pointer}" +
      ":focus-visible{outline:3px solid " + $set.color + ";outline-offset:2px}" +
      "@media(prefers-reduced-motion:no-preference){p{animation:p .3s}@keyframes p{from{opacity:0}}}";
    try {
      const $sheet = new CSSStyleSheet();
      $sheet.replaceSync($css);
      $root.adoptedStyleSheets = [$sheet];
    } catch {
      $root.append($make("style", {}, $css));
    }
    $document.body.append($host);

    const $greet = () => {
      // Greeted once a visit to the site; where nothing may be kept, once a page.
      try {
        if (sessionStorage["giliran-" + $slug]) return;
        sessionStorage["giliran-" + $slug] = 1;
      } catch {}
      const $close = $make("button", { ariaLabel: $at == "id" ? "Tutup" : "Close" }, "✕");
      const $box = $make("p", { role: "status" }, $words($set.greeting), $close);
      $close.onclick = () => {
        $box.remove();
        $link.focus();
      };
      $place.prepend($box);
    };
    if ($set.greets && $here($set.pages)) setTimeout($greet, $set.after * 1e3);
  };

  // Where the JSON can't be had the button is there all the same; where there is no such link it is not.
  const $usual = { side: "right", color: "#0b5f46", ink: "#fff", label: { en: "Chat with us", id: "Chat dengan kami" } };
  fetch($base + "/-/button/" + $slug + ".json")
    .then(($answer) => $answer.status == 404 || $answer.json())
    .catch(() => $usual)
    .then(($set) => $set == true || ($document.body ? $show($set) : addEventListener("DOMContentLoaded", () => $show($set))));
})(document, location);
