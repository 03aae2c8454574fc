// A finger, as the browser itself takes it: a drag by touch goes through everything that a real one does, whether the
// page scrolls included.

/** Puts a finger on the middle of the element, moves it down by so many pixels in small steps, and lifts it or not. */
export async function drag(page, element, down, { lift = true } = {}) {
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  const session = await page.context().newCDPSession(page);
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  const touch = (type, points) => session.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  await touch("touchStart", [{ x, y }]);
  for (let step = 1; step <= 10; step += 1) await touch("touchMove", [{ x, y: y + (down * step) / 10 }]);
  if (lift) await touch("touchEnd", []);
  return { lift: () => touch("touchEnd", []) };
}

/** The same with a button that is pressed: of a mouse, or of a pen. */
export async function stroke(page, element, down, pointerType) {
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  const session = await page.context().newCDPSession(page);
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  const move = (type, to, buttons) =>
    session.send("Input.dispatchMouseEvent", { type, x, y: to, buttons, button: buttons || type === "mouseReleased" ? "left" : "none", clickCount: 1, pointerType });
  await move("mouseMoved", y, 0);
  await move("mousePressed", y, 1);
  for (let step = 1; step <= 10; step += 1) await move("mouseMoved", y + (down * step) / 10, 1);
  await move("mouseReleased", y + down, 0);
}
