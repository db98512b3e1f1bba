// The page as a Telegram Mini App, without Telegram's script: what that script would tell comes in
// the address's fragment, and few events need an answer.
// https://core.telegram.org/bots/webapps, https://docs.telegram-mini-apps.com/platform/methods

const COLORS = {
  "--paper": "secondary_bg_color",
  "--glow": "secondary_bg_color",
  "--card": "bg_color",
  "--ink": "text_color",
  "--soft": "hint_color",
  "--accent": "button_color",
  "--accent-strong": "link_color",
  "--on-accent": "button_text_color",
};

export function openedInTelegram() {
  const given = new URLSearchParams(location.hash.slice(1));
  const initData = given.get("tgWebAppData");
  if (!initData) return null;
  wearColors(given.get("tgWebAppThemeParams"));
  tell("web_app_ready");
  tell("web_app_expand");
  return { initData, close: () => tell("web_app_close") };
}

// Telegram's colors; any that is not a plain color is passed over.
function wearColors(written) {
  let theme = null;
  try {
    theme = JSON.parse(written);
  } catch {
    // Ours will do.
  }
  if (!theme || typeof theme !== "object") return;
  const root = document.documentElement;
  for (const [variable, name] of Object.entries(COLORS)) {
    if (isColor(theme[name])) root.style.setProperty(variable, theme[name]);
  }
  if (isColor(theme.bg_color)) root.dataset.theme = isDark(theme.bg_color) ? "dark" : "light";
}

function isColor(value) {
  return typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value);
}

function isDark(color) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}

// Each kind of client listens in its own way.
function tell(eventType, eventData = {}) {
  const event = JSON.stringify({ eventType, eventData });
  if (window.TelegramWebviewProxy) {
    window.TelegramWebviewProxy.postEvent(eventType, JSON.stringify(eventData));
  } else if (window.external?.notify) {
    window.external.notify(event);
  } else if (window.parent !== window) {
    window.parent.postMessage(event, "https://web.telegram.org");
  }
}
