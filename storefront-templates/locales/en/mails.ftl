### What mails say.

mail-order-paid = Your order { $number } at { $shop }
mail-order-paid-text = Thank you. We have your order and get it ready.
mail-order-fulfilled = Order { $number } is on its way
mail-order-fulfilled-text = { $shop } has sent your parcel.
mail-order-refunded = { $amount } back for order { $number }
mail-order-refunded-text = { $shop } has given you money back. It takes your bank a few days to show it.
mail-order-cancelled = Order { $number } is cancelled
mail-order-cancelled-text = { $shop } can't send this order. What you paid is on its way back to you.
mail-return-received = { $shop } has your parcel back
mail-return-received-text = What you sent back for order { $number } has arrived.
mail-offered = { $product } is back, and held for you
mail-offered-text = You were next in line at { $shop }. It is set aside for you for a few minutes.
mail-offered-button = Take it
mail-order-button = Look at the order
mail-tracking = Tracking: { $tracking }
mail-items = Items
mail-discount = Discount
mail-shipping = Shipping
mail-tax = Tax
mail-tax-included = of which tax
mail-total = Total
mail-to = It goes to
mail-why = You get this mail because you bought something at { $shop }.
mail-why-line = You get this mail because you asked { $shop } to tell you.
