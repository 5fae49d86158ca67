// Saves, as they happen.

/** @param {{saved: (files: string[]) => void, lost: () => void, back: () => void}} handlers */
export function listen({ saved, lost, back }) {
  const source = new EventSource("/api/changes");
  let isLost = false;
  source.addEventListener("saved", (event) => saved(JSON.parse(event.data).files));
  source.addEventListener("open", () => {
    document.documentElement.dataset.live = "yes";
    if (isLost) back();
    isLost = false;
  });
  source.addEventListener("error", () => {
    document.documentElement.dataset.live = "no";
    isLost = true;
    lost();
  });
  addEventListener("pagehide", () => source.close());
}
