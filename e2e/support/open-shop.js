// Before all tests: the example workspace of `giliran demo`, for the screens that need much data. It is looked at,
// never changed; tests that change something have a house of their own.

import { start } from "./giliran.js";
import { signIn } from "./house.js";

const EMAIL = "rina@batik-kirana.example";
const PASSWORD = "batik-kirana";

export default async function openShop() {
  const shop = await start("demo");
  try {
    const session = await signIn(shop.url, EMAIL, PASSWORD);
    process.env.E2E_SHOP = JSON.stringify({ url: shop.url, session });
  } catch (error) {
    await shop.stop();
    throw error;
  }
  return () => shop.stop();
}
