### What retailers read: the run of show, the catalogue, orders, settings.

## The live console: run of show, offers, figures

sell-left-one = { $n } left
sell-left = { $n } left
sell-sold-out = sold out
sell-problem = That could not be saved. Try it once more.
sell-offline = There is no connection right now. Nothing was changed.
console-products = Products
console-sales = Sales
console-figures = Figures
console-shopless = To sell during this show, choose its shop under
product = Product
product-new = New product
run-title = Run of show
run-prepare = The order you will show them in. Once you're live, a tap puts a product on everyone's picture.
run-empty = Nothing to show yet. Search below, or make your first product.
run-next = Next
run-next-is = Next
run-pin = Pin
run-unpin-all = Unpin all
run-add = Add a product…
run-add-name = Add { $name }
run-there = in the run
run-search-none = No product of that name.
run-pin-name = Pin { $name }
run-unpin-name = Unpin { $name }
run-move-name = Move { $name }: drag, or use the arrow keys
run-remove-name = Take { $name } out of the run
run-offer-name = Flash price for { $name }
run-moved = { $name } is now at place { $n }
run-pinned = { $name } is on the picture
run-unpinned = Off the picture
run-undo = Put back
run-back = Back on the picture
run-full = Three at once is the most.
run-replace = Replace the first
run-over = That was the last product of the run.
run-offer-end = End now
run-offer-units-one = { $n } unit at this price
run-offer-units = { $n } units at this price
run-voucher = On screen
run-voucher-none = no voucher
run-voucher-shown = { $code } is on the picture
run-voucher-hidden = The voucher is off the picture
run-free-from = free from { $amount }
run-keys = Keyboard shortcuts
run-keys-pin = pin or unpin that line
run-keys-next = pin the next product
run-keys-unpin = unpin all
run-keys-offer = flash price for what was pinned last
run-keys-list = this list
run-keys-on = Shortcuts work on this page
offer-title = Flash price
offer-kind = Kind
offer-kind-percent = Per cent off
offer-kind-amount = A price
offer-price = Price
offer-percent = Per cent off
offer-minutes = Minutes
offer-units = Units at most
offer-now = { $before } becomes { $after }
offer-now-from = from { $before } becomes from { $after }
offer-bad = A whole share from 1 to 99, or a price.
offer-higher = That is not below the price it has.
offer-begin = Begin
offer-begun = The flash price runs.
sales-watching = watching
sales-hearts = hearts
sales-orders = orders
sales-revenue = revenue
sales-baskets = baskets
sales-held = on hold
sales-sold = Sold
sales-left = Left
sales-chart = { $name }: { $now } now
sales-units = { $n ->
    [one] { $n } unit
   *[other] { $n } units
}
sales-order = Order { $number }: { $total }
sales-rush = { $n } orders: { $total }
sales-see-orders = All orders
sales-by-product = By product
sales-none = Nothing sold yet. What sells shows here within a second.

## A shop's pages in the studio

nav-shops = Shops
sell-saved = Saved.
sell-unsaved = Not saved yet
sell-amount = An amount such as 39 or 39.50.
sell-conflict = Somebody changed this meanwhile. Reload the page to see it; what you typed here will be lost.
sell-needs-script = This page needs JavaScript to save.
sell-delete = Delete
desk-products = Products
desk-collections = Collections
desk-orders = Orders
desk-vouchers = Vouchers
desk-shipping = Shipping and tax
desk-webhooks = Webhooks
desk-find = Find
desk-more = More
row-remove = Remove this line
role-owner = Yours
role-host = You host here
shops-title = Your shops
shops-empty = A window of your own
shops-empty-next = Open a shop, put a few products in it, and sell them in your next show.
shops-open = Open a shop
shops-name = Name
shops-address = Address
shops-story = Story
shops-products = { $n ->
    [0] no products on sale
    [one] { $n } product
   *[other] { $n } products
}
shops-to-send = { $n ->
    [one] { $n } to send
   *[other] { $n } to send
}
product-search = Search by name or number
product-state = State
product-any-state = Any state
product-draft = Draft
product-draft-hint = Only you and your staff see it.
product-active = On sale
product-active-hint = Everyone can find it and buy it.
product-archived = Put away
product-archived-hint = No longer sold; orders still name it.
product-none = The shelves are empty
product-none-next = Make a first product: a name, a price, a picture. Then put it into the run of your next show.
product-not-found = Nothing found
product-not-found-next = Try fewer words, or any state.
product-all = All products
product-from = from { $price }
product-variants = { $n ->
    [one] { $n } variant
   *[other] { $n } variants
}
product-in-stock = { $n } in stock
product-name = Name
product-description = Description
product-tax = Tax
product-delete = Delete the product
product-delete-ask = Delete this product?
product-delete-why = A draft that was never bought can be deleted for good.
tax-standard = Standard rate
tax-reduced = Reduced rate
tax-zero = No tax
stock-less = One less
stock-more = One more
stock-of = In stock: { $name }
stock-moved = It changed meanwhile: there are { $n } now. Type your count again.
variant = Variant
variant-title = Variants
variant-options = Options and prices
variant-options-why = If it comes in sizes or colours, name them here; the table makes itself.
variant-option = Option
variant-option-example = Size
variant-values = Values, with commas between
variant-values-example = S, M, L
variant-option-add = Add an option
variant-option-remove = Remove this option
variant-price = Price
variant-compare = Was
variant-sku = Number (SKU)
variant-weight = Grams
variant-stock = Stock
variant-stock-why = Stock saves by itself.
variant-fill = First line's prices for all
variant-most = That makes more than 100 variants. Use fewer values.
variant-twice = Two options have the same name.
picture-title = Pictures
picture-add = Add pictures
picture-hint = JPEG, PNG or WebP. Drop them here, or choose.
picture-later = Pictures come next, once it is saved.
picture-uploading = { $n } is going up
picture-type = Only JPEG, PNG and WebP pictures.
picture-size = A picture has at most 12 MB.
picture-most = Twelve pictures are the most.
picture-remove = Remove picture { $n }
picture-first = First
picture-earlier = Move picture { $n } forward
picture-back = Move picture { $n } back
picture-alt = What it shows
picture-alt-of = What picture { $n } shows
picture-alt-why = Say what each picture shows: it is read to those who don't see it.
collection-why = Group products for your shop's page: a season, a series, a room.
collection-name = Name
collection-new = A new collection
collection-example = For the table
collection-make = Make it
collection-delete-ask = Delete { $name }?
collection-delete-text = The products in it stay.
voucher-new = A new voucher
voucher-why = Show a code during the show; whoever types it in the basket pays less.
voucher-code = Code
voucher-kind = What it takes off
voucher-percent = Per cent
voucher-amount = Amount
voucher-shipping = Shipping
voucher-least = From this much
voucher-least-is = from { $amount }
voucher-most = Orders at most
voucher-ends = Ends
voucher-make = Make the voucher
voucher-off-percent = { $n } % off
voucher-off-amount = { $amount } off
voucher-off-shipping = free shipping
voucher-uses = { $n ->
    [0] not used yet
    [one] used once
   *[other] used { $n } times
}
voucher-uses-of = { $n } of { $most } used
voucher-over = over
voucher-until = until
voucher-open = no end
voucher-delete-ask = Delete { $code }?
voucher-delete-text = It counts no more from now on. Orders stay as they are.
shop-currency = Currency
shop-currency-hint = Of all prices. It stays as it is while products, vouchers or shipping have amounts in it.
shop-country = Sends from
shop-country-hint = Two letters, such as PT or ES.
shop-prices = Prices
shop-prices-with = With tax
shop-prices-with-hint = What shoppers see is what they pay, as in the EU.
shop-prices-without = Without tax
shop-prices-without-hint = Tax comes on top at the checkout.
shop-hold = Minutes a unit is held at checkout
shop-hold-hint = 1 to 60. Shoppers see the time run and can ask for more.
shop-buyers = Show that somebody bought
shop-buyers-hint = First name and initial, during the show. Shoppers can opt out.
shipping-title = Shipping
shipping-why = Shoppers choose among the lines that fit their country and the parcel's weight.
shipping-name = Name
shipping-countries = Countries
shipping-everywhere = everywhere
shipping-from-g = From (g)
shipping-to-g = To (g)
shipping-price = Price
shipping-free = Free from
shipping-add = Add a line
tax-title = Tax
tax-why = By where the parcel goes. Where no line fits, there is no tax.
tax-country = Country
tax-region = Region
tax-whole = the whole country
tax-rate = Per cent
tax-add = Add a line

## A shop's orders, refunds, parcels, webhooks

order = Order
order-title = Order { $n }
orders-search = Number, name or e-mail
orders-state = State
orders-any-state = Any state
orders-show = Show
orders-any-show = Any show
orders-pack = { $n ->
    [one] Pack { $n } order
   *[other] Pack { $n } orders
}
orders-none = No orders yet
orders-none-next = They appear here the second they are paid. Plan a show and put your products into its run.
orders-not-found = No such order
orders-all = All orders
order-buyer = Buyer
order-items = Items
order-total = Total
order-placed = Paid
order-state-paid = To send
order-state-fulfilled = Sent
order-state-refunded = Refunded
order-state-cancelled = Cancelled
order-return-asked = return asked
order-pack = Packing list
order-line-refunded = { $n } refunded
order-line-restocked = { $n } back in stock
order-sum-items = Items
order-sum-discount = Discount
order-sum-tax = Tax
order-sum-tax-in = Tax, in the prices
order-sum-refunded = Refunded
order-money = Money
order-ledger = Every movement, as booked
order-ledger-kind = Movement
order-ledger-ref = Reference
order-ledger-at = When
order-ledger-amount = Amount
ledger-charge = Charge
ledger-refund = Refund
ledger-refund-failed = Refund come back
ledger-dispute = Dispute
ledger-dispute-won = Dispute won
payment-succeeded = paid
payment-failed = failed
payment-cancelled = given up
payment-pending = undecided
payment-why-declined = declined by the bank
payment-why-funds = not enough money on it
payment-why-expired = the card has expired
payment-why-details = details that can't be
payment-why-proof = no proof of who they are
payment-why-provider = trouble at the provider
refund = Refund
refund-succeeded = given back
refund-failed = failed
refund-pending = on its way
refund-title = Refund
refund-all = Everything
refund-lines = Some items
refund-amount = An amount
refund-of = { $n ->
    [one] of { $n }
   *[other] of { $n }
}
refund-restock = Put the units back in stock
refund-reason = Reason
refund-reason-example = Arrived chipped
refund-yes = Refund { $amount }
refund-ask = Give back { $amount }?
refund-ask-text = The money goes back the way it came, and { $email } gets a mail. This can't be undone.
refund-none = Choose what to refund
refund-most = At most { $amount }
return-requested = Return asked for
return-received = Return received
return-declined = Return declined
return-receive = It has arrived
return-decline = Decline
return-decline-ask = Decline this return?
return-decline-text = The shopper sees on the order's page that it was declined.
order-send = Send to
order-tracking = Tracking number or address
order-tracking-example = RR123456789PT
order-fulfil = It is on its way
order-sent = Sent
order-cancel = Cancel the order
order-cancel-why = If you can't send it. All of it is refunded and goes back in stock.
order-cancel-ask = Cancel order { $n }?
order-cancel-text = { $amount } goes back to the shopper. This can't be undone.
order-mails = Mails
order-mails-none = None yet.
order-mail-sent = Sent
order-mail-waits = On its way
order-mail-failed = Not sent:
order-mail-paid = Receipt
order-mail-fulfilled = It is on its way
order-mail-refunded = Refund
order-mail-cancelled = Cancelled
order-mail-other = Message
packing-title = Packing list
packing-count = { $n ->
    [0] nothing to pack
    [one] { $n } parcel
   *[other] { $n } parcels
}
packing-more = more after these
packing-print = Print
packing-none = Everything is on its way
packing-none-next = Orders that are paid and not sent are listed here.
hooks-why = Tell your own systems what happens here. Each call is signed (Standard Webhooks) and tried again until it is answered.
hooks-new = A new endpoint
hooks-url = Address
hooks-events = Events
hooks-events-hint = None ticked means all of them.
hooks-add = Add the endpoint
hooks-all-events = All events
hooks-on = on
hooks-off = off
hooks-switch-off = Switch off
hooks-switch-on = Switch on
hooks-ping = Send a test
hooks-roll = New secret
hooks-roll-ask = Make a new secret?
hooks-roll-text = From now on calls are signed with the new one. The old one counts no more.
hooks-delete-ask = Delete this endpoint?
hooks-delete-text = It is told nothing any more, and its deliveries are forgotten.
hooks-secret-once = Sign-checking secret. It is shown only now.
hooks-secret-kept = I have kept it
hooks-attempts = { $n ->
    [0] not tried yet
    [one] { $n } attempt
   *[other] { $n } attempts
}
hooks-delivered = delivered
hooks-failed = failed
hooks-waiting = waiting
hooks-resend = Send again
hooks-quiet = Nothing was sent to it yet.

## What the server refuses in forms that save by themselves

refused-sign-in-first = You are signed out. Reload the page and sign in.
refused-forbidden = That is not yours to change.
refused-gone = It is not there any more. Reload the page.
refused-too-many-requests = That was a lot at once. Wait a moment, then try again.
refused-too-many = There are as many as there can be. Delete one first.
refused-key-reused = Your first try did arrive. Reload the page to see what came of it.
refused-currency = The shop's currency has changed. Reload the page.
refused-name = This name is empty or too long.
refused-description = A description has at most 5,000 characters.
refused-option-names = At most three options, each with a name of its own of up to 40 characters.
refused-options = Each variant has a value of up to 40 characters for each option, and no two are the same.
refused-variants = The variants have changed meanwhile. Reload the page.
refused-sku = A number has at most 64 characters.
refused-price = This price is too high.
refused-compare-at = What it cost before has to be more than what it costs.
refused-weight = A weight is 0 to 1,000,000 grams.
refused-available = Stock is a whole number, 0 or more.
refused-pictures = The pictures have changed meanwhile. Reload the page.
refused-collections = One of these collections is gone. Reload the page.
refused-taken = This name is in use already.
refused-product-kept = Only a draft that nobody ever bought can be deleted. Put it away instead.
refused-picture = This is no JPEG, PNG or WebP picture.
refused-picture-large = This picture is too large. Make it smaller first.
refused-voucher-taken = The shop has a voucher of this code.
refused-code = A code has 3 to 24 letters, digits and hyphens.
refused-voucher-value = From 1 to 100 per cent, or an amount above 0.
refused-amount = An amount above 0, and not more than there is.
refused-uses = From 1 to 1,000,000 orders.
refused-ends = It has to end in the future.
refused-units = From 1 to 1,000,000 units.
refused-offer-running = Another flash price runs for this product. End it first.
refused-shipping = One of the lines can't be: a name of up to 60 characters, countries of two letters, the smaller weight first.
refused-tax = One of the lines can't be: a country of two letters, at most 100 per cent, and each country, region and class once.
refused-address = A public address that begins with https://.
refused-events = One of these events does not exist any more. Reload the page.
refused-order-state = The order has moved on meanwhile. Reload the page to see how it stands.
refused-refunding = A refund of this order is under way. Wait a moment.
refused-too-much = That is more than can still be given back.
refused-too-many-units = Those are more units than can still be given back.
refused-reason = A reason has at most 500 characters.
refused-return-settled = This return is settled already. Reload the page.
refused-not-sold = It can't be bought at the moment. Put it on sale first.
refused-not-live = You aren't live at the moment.
refused-show-over = The show is over.
refused-pins = What is on the picture has too many variants to be told at once. Take one product down first.

## What the server says about a shop's forms

error-shop-taken = This address is taken.
error-shop-slug = Small letters, digits and hyphens: 3 to 40 of them.
error-shop-name = A name has 1 to 60 characters.
error-shop-story = A story has at most 2,000 characters.
error-country = Two capital letters, such as PT.
error-currency = Three capital letters, such as EUR.
error-currency-used = It stays as it is while there are products.
error-hold = Between 1 and 60 minutes.
error-collection-taken = The shop has a collection of this name.
error-collection-name = A name has 1 to 60 characters.
error-collection-many = These are as many collections as a shop can have.
flash-shop-opened = Your shop is open. Now put something in it.
flash-shop-saved = Saved.
flash-collection-made = The collection stands. Put products in it on their own pages.
flash-order-sent = Noted: it is on its way. The shopper gets a mail.
flash-order-cancelled = Cancelled. The money is on its way back.
