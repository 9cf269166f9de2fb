"use strict";
// Draws each chart when it comes near, all of them before printing, and anew when its width changes.
// A chart that cannot be drawn leaves its table, and says so.
(() => {
  const NEAR = "600px 0px";
  const drawings = [...document.querySelectorAll(".drawing")];
  const tables = [...document.querySelectorAll("figure details")];
  const drawn = new Map(); // drawing -> its view, and the width it was drawn for
  let opened = null; // the tables that printing opened; null on the screen

  const nearby = new IntersectionObserver(
    (seen) => seen.filter((one) => one.isIntersecting).forEach((one) => draw(one.target)),
    { rootMargin: NEAR },
  );
  const resized = new ResizeObserver((changed) => {
    if (opened === null) requestAnimationFrame(() => changed.forEach((one) => redraw(one.target)));
  });

  function specification(drawing) {
    return JSON.parse(drawing.nextElementSibling.textContent);
  }

  function draw(drawing) {
    nearby.unobserve(drawing);
    if (drawn.has(drawing)) return;
    const width = drawing.clientWidth;
    const place = document.createElement("div");
    place.ariaHidden = "true"; // the drawing has a name as a whole
    drawing.replaceChildren(place);
    const logger = vega.logger(vega.Error);
    logger.error = (...said) => {
      console.error(...said);
      fail(drawing);
    };
    try {
      const { spec } = vegaLite.compile(specification(drawing), { logger });
      const program = vega.parse(spec, null, { ast: true });
      const view = new vega.View(program, {
        expr: vega.expressionInterpreter,
        renderer: "svg",
        container: place,
        logger,
      });
      drawn.set(drawing, { view, width });
      view.run();
      resized.observe(drawing);
    } catch (error) {
      logger.error(error);
    }
  }

  function redraw(drawing) {
    const before = drawn.get(drawing);
    if (!before || before.width === drawing.clientWidth || drawing.clientWidth === 0) return;
    before.view.finalize();
    drawn.delete(drawing);
    draw(drawing);
  }

  function fail(drawing) {
    const figure = drawing.closest("figure");
    drawing.replaceChildren();
    drawing.hidden = true;
    figure.querySelector(".failed").hidden = false;
    figure.querySelector("details").open = true;
  }

  function toPaper() {
    if (opened !== null) return;
    opened = tables.filter((one) => !one.open);
    opened.forEach((one) => (one.open = true));
    document.documentElement.classList.add("paper");
    drawings.forEach((one) => (drawn.has(one) ? redraw(one) : draw(one)));
  }

  function toScreen() {
    if (opened === null) return;
    opened.forEach((one) => (one.open = false));
    opened = null;
    document.documentElement.classList.remove("paper");
    drawings.forEach(redraw);
  }

  document.documentElement.classList.add("scripted");
  tables.forEach((one) => (one.open = false));
  for (const drawing of drawings) {
    drawing.style.minHeight = `${specification(drawing).height || 0}px`;
  }
  addEventListener("beforeprint", toPaper);
  addEventListener("afterprint", toScreen);
  matchMedia("print").addEventListener("change", (query) => (query.matches ? toPaper() : toScreen()));
  addEventListener("DOMContentLoaded", async () => {
    // Text is measured with the font, so the font has to be there first.
    await Promise.allSettled(["400", "700"].map((weight) => document.fonts.load(`${weight} 11px Vazirmatn`)));
    drawings.forEach((one) => nearby.observe(one));
  });
})();
