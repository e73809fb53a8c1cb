### What shoppers read: the product on the picture, the basket, the way to pay, orders.

## On the picture

buy-buy = Buy
buy-buy-name = Buy { $name }
buy-show-name = Show { $name }
buy-left-one = { $n } left
buy-left = { $n } left
buy-sold-out = Sold out
buy-in-stock = In stock
buy-not-sold = No longer sold
buy-no-such = not made
buy-offer-left-one = for { $n } unit
buy-offer-left = for { $n } units
buy-pinned-now = { $name } is on the picture now.
buy-price-from = from { $price }
buy-price-before = before
buy-price-lowest = Lowest price of the 30 days before: { $price }
buy-price-lowest-short = 30-day low { $price }
buy-free-from = Free shipping from { $price }
buy-voucher-shipping = free shipping
buy-voucher-taken = { $code } is in your basket.
buy-bought-by = { $who } bought { $what }
buy-bought = Someone bought { $what }
buy-picture-of = Picture { $n } of { $all }
buy-product-page = All about it
buy-add = Add to basket
buy-added = In your basket.

## The line

buy-line-short = Get in line
buy-line-name = Sold out. Get in line for { $name }
buy-line-ask = Sold out. If one comes back, it goes to the first in line.
buy-line-join = Get in line
buy-line-place = You're { $place } in line if one comes back.
buy-line-leave = Leave the line
buy-line-over = You're not in line any more.
buy-ordinal-one = { $n }st
buy-ordinal-two = { $n }nd
buy-ordinal-few = { $n }rd
buy-ordinal-other = { $n }th
buy-offered = One came back. It is held for you.
buy-offered-take = Take it
buy-offered-elsewhere = One came back in another shop. It is held for you.
buy-offered-see = Go there

## The basket

buy-basket = Basket
buy-basket-with-one = Basket, { $n } thing in it
buy-basket-with = Basket, { $n } things in it
buy-basket-see = See it
buy-basket-empty = Nothing in it yet.
buy-basket-total = Total before shipping
buy-basket-later = Things in the basket aren't held yet. They are once you go on to pay.
buy-to-checkout = Go on to pay
buy-one-less = One { $name } less
buy-one-more = One { $name } more
buy-take-out = Take { $name } out
buy-taken-out = { $name } is out of your basket.
buy-undo = Undo
buy-each = { $price } each
buy-problem-sold-out = Sold out
buy-problem-only-left-one = Only { $n } left
buy-problem-only-left = { $n ->
    [one] Only { $n } left
   *[other] Only { $n } left
}
buy-problem-gone = No longer sold
buy-free-missing = { $price } more and shipping is free.
buy-free-reached = Shipping is free.
buy-voucher-ask = Have a code?
buy-voucher-code = Code
buy-voucher-use = Use it
buy-voucher-away = Take { $code } out
buy-voucher-unknown = There is no such code here.
buy-voucher-over = This code is over.
buy-voucher-not-yet = This code doesn't hold yet.
buy-voucher-too-little = It holds for larger baskets.
buy-voucher-used-up = This code has been used up.

## Held

buy-held = Held for you:
buy-held-short = Held for you
buy-held-thinking = Your bank is thinking
buy-held-challenge = Your bank is asking
buy-hold-keep = Keep it longer
buy-hold-kept = Kept for you a while longer.
buy-hold-soon-one = It is held for you for { $n } more minute. You can keep it longer.
buy-hold-soon = It is held for you for { $n } more minutes. You can keep it longer.
buy-hold-soon-last-one = It is held for you for { $n } more minute.
buy-hold-soon-last = It is held for you for { $n } more minutes.
buy-hold-over = Your time is over.
buy-hold-over-next = It went back to the others. If there is one left, it can be yours again.
buy-hold-again = Try to get it again
buy-let-go = Let it go
buy-let-gone = It is free for others again.
buy-setting-aside = Setting it aside for you
buy-too-late = Sold out a moment ago.
buy-too-late-next = Others were faster, by a breath.
buy-only-left-one = Only { $n } left.
buy-only-left = Only { $n } left.
buy-less-left = There is less left than that.
buy-left-of-one = { $name }: only { $n } left
buy-left-of = { $name }: only { $n } left
buy-none-of = { $name }: sold out
buy-take-left = Take { $n }
buy-take-rest = Take what is left
buy-refused-none = { $name } is sold out, so it isn't in this order.
buy-refused-left-one = { $name }: only { $n } left, so it isn't in this order.
buy-refused-left = { $name }: only { $n } left, so it isn't in this order.
buy-again = Try again

## Checkout

buy-checkout = Checkout
buy-go-on = Go on
buy-change = Change
buy-optional = optional
buy-step-contact = Contact
buy-step-address = Address
buy-step-shipping = Delivery
buy-step-pay = Pay
buy-email = E-mail
buy-email-why = Your receipt goes there.
buy-email-wrong = That doesn't look like an e-mail address.
buy-named = Show my first name in the show.
buy-named-else = If not, it says that someone bought it.
buy-address-name = Name
buy-address-line1 = Street and number
buy-address-line2 = Flat, floor
buy-address-postal-code = Postal code
buy-address-city = City
buy-address-region = Region
buy-address-country = Country
buy-address-phone = Phone, for the courier
buy-address-keep = Keep it for next time
buy-address-other = Another address
buy-address-missing = Something is still missing here.
buy-address-wrong = We can't send there as it stands. Check the marked field.
buy-shipping-none = This shop doesn't send there yet.
buy-free = Free
buy-items = Items
buy-discount = Discount
buy-shipping = Shipping
buy-tax = Tax
buy-tax-inside = of which tax
buy-total = Total
buy-pay-amount = Pay { $price }
buy-paying = One moment
buy-sandbox = Sandbox: no money moves
buy-sandbox-why = Choose a test card. Each one shows how a payment can go.
buy-card-succeeds = pays
buy-card-declined = is declined
buy-card-no-funds = has no money
buy-card-challenge = the bank asks who you are
buy-card-late = the bank takes its time
buy-card-late-declined = takes its time, then declined
buy-card-test = test card
buy-failed-declined = your bank said no.
buy-failed-insufficient-funds = there isn't enough on this card.
buy-failed-expired-card = this card has expired.
buy-failed-bad-details = number, date or code can't be right.
buy-failed-not-proven = your bank couldn't tell that it was you.
buy-failed-provider = the payment service had trouble.
buy-failed-next = Nothing was charged. Try another card.
buy-total-changed = The total has changed.
buy-total-changed-next = Have a look, then pay if it's still right.
buy-bank-thinking = Your bank is thinking.
buy-bank-thinking-next = What you chose stays yours meanwhile.
buy-bank-long = You can go on watching. The answer comes here and by e-mail.
buy-challenge = Your bank wants to know that it's you.
buy-challenge-next = Its page opens beside this one. Come back here after.
buy-challenge-go = Go to your bank
buy-challenge-another = Pay another way
buy-another-next = What your bank was asked is given up as soon as you pay here.
buy-challenge-long = Still waiting for your bank.
buy-done = Done
buy-done-title = It's yours.
buy-done-next = The receipt is on its way to { $email }.
buy-done-toast = It's yours: order { $number }.
buy-done-close = You can close this window and go back to the show.
buy-given-back = Sold out before your bank said yes.
buy-given-back-next = What you paid is on its way back to you.
buy-order-number = Order { $number }
buy-order-see = See the order
buy-back-to-show = Back to the show

## When something doesn't work

buy-why-else = That didn't work. Try again.
buy-why-offline = The connection dropped. Nothing is lost: try again.
buy-why-busy = That was a lot at once. Wait a moment, then try again.
buy-why-sold-out = Sold out a moment ago.
buy-why-basket-full = A basket holds 50 different things at most.
buy-why-quantity = As many as that can't be bought at once.
buy-why-hold-gone = It isn't held for you any more.
buy-why-hold-over = It isn't held for you any more.
buy-why-too-much-held = You have as much set aside as one person may. Buy it, or let some of it go.
buy-why-extended-enough = It can't be kept any longer than this.
buy-why-line-full = The line is full.
buy-why-checkout-state = This has moved on meanwhile.
buy-why-gone = This isn't sold any more.
buy-why-missing = Something is still missing.
buy-why-paying = A payment is under way already.
buy-why-too-many-requests = That was a lot at once. Wait a moment, then try again.

## Pages of their own: products, orders, the outbox

buy-back = Back
buy-where = Where you are
buy-shown-in = Shown in
buy-how-many = How many of { $name }
buy-set = Set
buy-needs-script = Paying needs JavaScript: your card's number goes from your browser to the bank, and never past us.
buy-products = Products
buy-search = Search in { $shop }
buy-search-do = Search
buy-search-none = Nothing of that name here.
buy-all = All
buy-orders = Orders
buy-orders-none = Nothing bought yet.
buy-orders-none-next = What you buy in a show stands here, with its receipt.
buy-units = { $n ->
    [one] { $n } thing
   *[other] { $n } things
}
buy-units-back = { $n ->
    [one] { $n } given back
   *[other] { $n } given back
}
buy-order-paid = Paid
buy-order-ready = Being made ready
buy-order-fulfilled = Sent
buy-order-refunded = Refunded
buy-order-cancelled = Cancelled
buy-order-way = How far it is
buy-tracking = The courier's number:
buy-receipt = Receipt
buy-refunded = Given back
buy-paid-with = Paid with
buy-print = Print
buy-came-back = What came back
buy-refund-pending = On its way to you
buy-refund-done = Given back
buy-refund-failed = Couldn't be given back yet
buy-return = Send something back
buy-return-why = Choose what goes back. The shop answers by e-mail, and pays you back once it has arrived.
buy-return-reason = What was wrong with it
buy-return-send = Tell the shop
buy-return-requested = Waiting for it to arrive
buy-return-received = Arrived
buy-return-declined = Not taken back
buy-outbox = Outbox
buy-outbox-why = In this demo no mail leaves the house. They stand here as they would be sent.
buy-outbox-empty = No mails yet. Buy something, and the receipt stands here.
buy-mail-kept = Kept here
buy-mail-sent = Sent
buy-mail-waiting = Waiting
buy-mail-failed = Not sent
buy-challenge-page = Is it you?
buy-challenge-ask = { $shop } asks for { $price } from your card. This page stands for your bank's.
buy-challenge-yes = Yes, it's me
buy-challenge-no = No, refuse it
buy-challenge-over = This has been answered.
buy-challenge-over-next = You can close this window and go back to the show.
buy-addresses = Addresses
buy-addresses-why = Kept for the next time you buy. Nobody else sees them.
buy-address-preferred = Proposed first
buy-address-prefer = Propose this first
buy-address-delete = Delete
buy-address-delete-ask = Delete this address?
buy-address-delete-text = Orders that went there keep it.
buy-address-add = Add an address
flash-nothing-to-pay = There is nothing here that can be paid for right now.
flash-return-sent = The shop knows. It answers by e-mail.
flash-address-kept = Your address is kept.
flash-address-deleted = The address is deleted.
error-return-units = Choose at least one thing, and no more than you have.
error-return-reason = Say in a few words what was wrong with it.
error-address-too-many = You keep 20 addresses. Delete one first.
error-address-country = Choose a country.
error-address-text = This can't be empty, nor longer than a line.
