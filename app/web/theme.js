// Applies the remembered colors before anything is painted.
{
  const root = document.documentElement;
  let chosen = null;
  try {
    chosen = localStorage.getItem("theme");
  } catch {
    // Storage is closed to us: the system's colors will do.
  }
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;
}
