// @ts-check
// How many there are of a variant.

/** What a room told of it last. @typedef {{ left: number, version: number }} Told */

/** From so many units on nobody needs to be told how many are left. */
export const PLENTY = 100;

/**
 * What is left: of two counts the one of the higher version is the newer one, wherever it comes from.
 * @param {import("./shop-shapes.js").Variant} variant as it was read
 * @param {Told | undefined} told
 */
export function leftOf({ available, version }, told) {
  return told && told.version > version ? told.left : available;
}
