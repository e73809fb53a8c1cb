// @ts-check
// The ticket this browser holds in each shop, so that every page of it knows of the wait. Whose it is
// the server alone says.

/** @param {string} shop its slug */
const key = (shop) => `vitrine-advice:${shop}`;

/** @param {string} shop @param {string} id */
export function remember(shop, id) {
  store((storage) => storage.setItem(key(shop), id));
}

/** @param {string} shop @returns {string | null} */
export function recall(shop) {
  return store((storage) => storage.getItem(key(shop)));
}

/** @param {string} shop */
export function forget(shop) {
  store((storage) => storage.removeItem(key(shop)));
}

/**
 * A browser that keeps nothing is no reason to wait any less.
 * @template T
 * @param {(storage: Storage) => T} use
 */
function store(use) {
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}
