// @ts-check
// What the shop's JSON looks like, as far as pages read it.

/** @typedef {import("./money.js").Money} Money */
/** `left`: units the price still holds for; null for no end of them. @typedef {{ id: string, price: Money, ends_at: string, left: number | null }} Offer */

/**
 * @typedef {object} Variant
 * @property {string} id
 * @property {string[]} options one value for each of the product's option names
 * @property {Money} price
 * @property {Money | null} compare_at
 * @property {Money | null} lowest_30d
 * @property {Offer | null} offer
 * @property {Money} price_now
 * @property {number} available
 * @property {number} version
 * @property {string | null} picture_url
 */

/**
 * @typedef {object} Product
 * @property {string} id
 * @property {string} slug
 * @property {string} name
 * @property {string} [description]
 * @property {string} [state]
 * @property {string[]} option_names
 * @property {{ url: string, alt: string }[]} pictures
 * @property {Variant[]} variants
 * @property {string} url
 * @property {{ slug: string, name: string }} shop
 */

/**
 * @typedef {object} Line
 * @property {string} variant
 * @property {string} product
 * @property {string} slug
 * @property {string} name
 * @property {string[]} options
 * @property {string | null} picture_url
 * @property {number} quantity
 * @property {Money} unit_price
 * @property {Money | null} compare_at
 * @property {Money} total
 * @property {number} available
 * @property {null | "sold_out" | "only_left" | "gone"} problem
 */

/** @typedef {{ code: string, problem: null | "unknown" | "over" | "not_yet" | "too_little" | "used_up" } | null} Voucher */

/**
 * @typedef {object} Basket
 * @property {string} shop
 * @property {string | null} id another one once somebody signs in or out
 * @property {number} version
 * @property {Line[]} lines
 * @property {Voucher} voucher
 * @property {Money} items
 * @property {Money} discount
 * @property {Money} total
 * @property {number} count
 * @property {{ from: Money, missing: Money } | null} free_shipping
 */

/** Units set aside, in a checkout or in none. @typedef {{ id: string, variant: string, quantity: number, until: string, state: "held" | "committed" | "sold" | "released", checkout: string | null }} Hold */
/** @typedef {{ name: string, line1: string, line2: string, postal_code: string, city: string, region: string, country: string, phone: string }} Address */
/** @typedef {{ items: Money, discount: Money, shipping: Money, tax: Money, total: Money, prices_include_tax: boolean }} Quote */
/** @typedef {{ kind: "page", url: string } | { kind: "client" }} Action */
/** What could not be had, and how much of it there was. @typedef {{ variant: string, name: string, available: number }} Refused */
/** @typedef {{ state: string, failure: string | null, method: string | null, action: Action | null }} Payment */
/** @typedef {{ number: string, outcome?: string }} TestCard */

/**
 * @typedef {object} Checkout
 * @property {string} id
 * @property {{ slug: string, name: string }} shop
 * @property {"open" | "paying" | "paid" | "closed"} state
 * @property {string} until
 * @property {boolean} can_extend
 * @property {string | null} email
 * @property {boolean} named whether the show may say who bought
 * @property {Address | null} address
 * @property {Line[]} lines
 * @property {Refused[]} refused
 * @property {{ options: { id: string, name: string, price: Money }[], chosen: string | null }} shipping
 * @property {Voucher} voucher
 * @property {string[]} countries
 * @property {Quote} quote
 * @property {("email" | "address" | "shipping")[]} missing
 * @property {Payment | null} payment
 * @property {{ name: string, label?: string, cards?: TestCard[] }} provider
 * @property {{ id: string, number: number, url: string } | null} order
 */

export {};
