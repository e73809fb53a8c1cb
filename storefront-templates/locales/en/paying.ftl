### The page on which a card is given to Stripe.

paying-title = Pay
paying-head = Pay { $shop }
paying-back = Back to the checkout
paying-express = Pay in one go
paying-secure = What you type here goes to Stripe, never to this shop.
paying-test = Keys for tests: no money moves.
paying-loading = One moment
paying-needs-script = Paying by card needs JavaScript. Nothing was charged.
paying-no-form = The form to pay could not be loaded. Check your connection, then load this page again. Nothing was charged.
paying-unclear = We don't know yet whether it went through. We keep looking: no need to pay again.
paying-refused = This could not be paid. Go back to the checkout and have a look.
paying-nothing = That payment came to nothing, and nothing was charged. Try again.
